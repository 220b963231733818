import { createServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'
import { Random } from '../citizens/random.ts'
import { KNOWN_ANSWERS } from '../drivers/known-answer-server.ts'
import type { CertifyCase, Script } from './certify-case.ts'
import { errorAnswer, validAnswer } from './portal-answers.ts'
import { requestReader } from './request-reader.ts'
import type { KnownRequest } from './request-reader.ts'
import type { TruthRow } from './truth-row.ts'

/** Rate for which a case's slots are meant. */
const SLOTS_AT_PER_S = 500
const PIECES = 8
/**
 * Half-open connections are ended after this, which is longer than anybody's patience in that case: with 17,000 that nobody ended, people started
 * 2.7 s late (p99); with them ended, 3 ms.
 */
const HALF_OPEN_MS = 3000
const BACKLOG = 4096

export interface Stall {
  fromMs: number
  toMs: number
}

/** One request on its way through the server. */
interface Visit extends KnownRequest {
  socket: Socket
  row: TruthRow
}

/** A server that does what its case says and writes down what it did; it speaks just enough HTTP for the journeys. */
export class TruthServer {
  readonly rows: TruthRow[] = []
  /** When it answered nobody; null = it always did. */
  stall: Stall | null = null
  readonly #case: CertifyCase
  readonly #slots: { free: number; queue: number }
  readonly #random: Random
  readonly #sockets = new Set<Socket>()
  readonly #server: Server
  #requests = 0
  /** Those who wait for a slot, or for the end of the stall. */
  #waiting: Visit[] = []
  #stalled = false

  /** @param ratePerS of the requests; null = as many as come */
  constructor(question: CertifyCase, ratePerS: number | null, seed: number) {
    const { mode, name } = question
    const scale = (ratePerS ?? SLOTS_AT_PER_S) / SLOTS_AT_PER_S
    this.#case = question
    this.#random = new Random(seed, name, 'known-answer')
    this.#slots =
      mode.kind === 'slots'
        ? { free: Math.max(1, Math.round(mode.slots * scale)), queue: Math.round(mode.queue * scale) }
        : { free: Infinity, queue: 0 }
    this.#server = createServer({ pauseOnConnect: mode.kind === 'half-open' }, (socket) => this.#accept(socket))
  }

  /** @returns the port; after it the server of a refusing case does not listen any more */
  async listen(): Promise<number> {
    const server = this.#server
    await new Promise<void>((resolve) => server.listen({ port: 0, host: '127.0.0.1', backlog: BACKLOG }, resolve))
    const { port } = server.address() as AddressInfo
    if (this.#case.mode.kind === 'refuse') await new Promise((resolve) => server.close(resolve))
    return port
  }

  close(): void {
    this.#server.close()
    for (const socket of this.#sockets) socket.destroy()
  }

  #accept(socket: Socket): void {
    this.#sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => this.#sockets.delete(socket))
    if (this.#case.mode.kind === 'half-open') {
      setTimeout(() => socket.destroy(), HALF_OPEN_MS).unref()
      return void this.#note({ step: 'connection', citizen: null }, 'timedOut')
    }
    socket.setNoDelay(true)
    let visit: Visit | null = null
    socket.on('close', () => {
      if (visit !== null && visit.row.answeredMs === null) visit.row.leftMs = now()
    })
    socket.on(
      'data',
      requestReader((request) => (visit = this.#receive(request, socket))),
    )
  }

  #receive(request: KnownRequest, socket: Socket): Visit {
    const { mode } = this.#case
    if (mode.kind === 'slots') return this.#takeSlot(request, socket)
    if (mode.kind === 'stall' && this.#requests === 0) setTimeout(() => this.#beginStall(mode.lengthMs), mode.afterMs)
    const script = this.#case.script(this.#requests++, this.#random)
    const visit = { ...request, socket, row: this.#note(request, outcomeOf(script)) }
    if (this.#stalled) this.#waiting.push(visit)
    else this.#perform(visit, script)
    return visit
  }

  #beginStall(lengthMs: number): void {
    this.#stalled = true
    this.stall = { fromMs: now(), toMs: now() + lengthMs }
    setTimeout(() => {
      this.#stalled = false
      this.stall!.toMs = now()
      for (const visit of this.#waiting) this.#write(visit, validAnswer(visit.step).join(''))
      this.#waiting = []
    }, lengthMs)
  }

  #takeSlot(request: KnownRequest, socket: Socket): Visit {
    const full = this.#slots.free === 0 && this.#waiting.length >= this.#slots.queue
    const visit = { ...request, socket, row: this.#note(request, full ? 'rejected' : 'ok') }
    if (full) this.#perform(visit, this.#case.script(this.#requests++, this.#random))
    else if (this.#slots.free === 0) this.#waiting.push(visit)
    else this.#serve(visit)
    return visit
  }

  #serve(visit: Visit): void {
    this.#slots.free--
    setTimeout(
      () => {
        this.#slots.free++
        const next = this.#waiting.shift()
        if (next !== undefined) this.#serve(next)
        this.#write(visit, validAnswer(visit.step).join(''))
      },
      (this.#case.mode as { serviceMs: number }).serviceMs,
    )
  }

  #perform(visit: Visit, script: Script): void {
    if (script.kind === 'trickle') return this.#trickle(visit, script.totalMs)
    if (script.kind === 'answer') {
      const answer = script.status === 200 ? validAnswer(visit.step) : errorAnswer(script.status)
      setTimeout(() => this.#unlessStalled(visit, answer.join('')), script.delayMs)
    }
    if (script.kind === 'break') setTimeout(() => this.#break(visit, script.how), script.delayMs)
  }

  /** What was due within the stall waits for its end as well. */
  #unlessStalled(visit: Visit, answer: string): void {
    if (this.#stalled) this.#waiting.push(visit)
    else this.#write(visit, answer)
  }

  #trickle(visit: Visit, totalMs: number): void {
    const [head, body] = validAnswer(visit.step)
    if (visit.socket.writable) visit.socket.write(head)
    const size = Math.ceil(body.length / PIECES)
    let piece = 0
    const timer = setInterval(() => {
      const text = body.slice(piece * size, ++piece * size)
      if (piece < PIECES && visit.socket.writable) return void visit.socket.write(text)
      clearInterval(timer)
      this.#write(visit, text)
    }, totalMs / PIECES)
  }

  #break(visit: Visit, how: Extract<Script, { kind: 'break' }>['how']): void {
    if (!visit.socket.writable) return
    visit.row.answeredMs = now()
    KNOWN_ANSWERS[how](visit.socket)
  }

  #write({ socket, row }: Visit, bytes: string): void {
    if (!socket.writable) return
    row.answeredMs = now()
    socket.write(bytes, 'latin1')
  }

  #note({ step, citizen }: { step: TruthRow['step']; citizen: number | null }, outcome: TruthRow['outcome']): TruthRow {
    const row: TruthRow = { step, citizen, outcome, arrivedMs: now(), answeredMs: null, leftMs: null }
    this.rows.push(row)
    return row
  }
}

function outcomeOf(script: Script): TruthRow['outcome'] {
  // On purpose not the drivers' own rule, which is what is tested.
  if (script.kind === 'answer') return script.status === 200 ? 'ok' : script.status === 503 ? 'rejected' : 'failed'
  return script.kind === 'break' ? 'reset' : script.kind === 'hang' ? 'timedOut' : 'ok'
}

/** Whole microseconds. */
function now(): number {
  return Math.round(performance.now() * 1000) / 1000
}
