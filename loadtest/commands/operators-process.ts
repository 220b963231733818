import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { request } from 'undici'
import type { Envelope } from '../../strategies/strategy.ts'
import { reasonOf } from '../environment/environment-error.ts'
import { freePort } from '../environment/free-port.ts'
import type { MetricsTarget } from '../environment/metrics-target.ts'
import { startOwnedProcess, type OwnedProcess } from '../environment/owned-process.ts'
import type { Laboratory } from '../trials/laboratory.ts'
import { queuePrefixOf } from '../trials/running-system.ts'
import type { ChosenStrategy } from './chosen-strategies.ts'

const PROJECT = fileURLToPath(new URL('../..', import.meta.url))
/** Longest wait for its first answer. */
const READY_LIMIT_MS = 10_000
const STOP_GRACE_MS = 2000
/** After a death; it doubles, and is the first again after so much uptime: as of the processes that are measured. */
const RESTART_FIRST_MS = 500
const RESTART_MAX_MS = 60_000
const RESTART_RESET_MS = 10_000
/** 96 bits. */
const PASSWORD_BYTES = 12
/** A child gets these of our environment and nothing else. */
const INHERITED = ['PATH', 'HOME', 'LANG', 'TMPDIR'] as const

/** Whose queue is looked at. */
export interface Operated {
  chosen: ChosenStrategy
  envelope: Envelope
  databaseUrl: string
}

/** What it is started with, and started again after a death. */
interface Life {
  env: Record<string, string>
  /** `env` as one text. */
  of: string
  metricsPort: number
}

interface Running {
  process: OwnedProcess
  of: string
  target: MetricsTarget
  /** Before, its death is told by who starts it. */
  answered: boolean
}

/** The operators' page of `up`: a process of its own beside the system, on the world's core, always at the same address. */
export class OperatorsProcess {
  readonly port: number
  readonly password = randomBytes(PASSWORD_BYTES).toString('base64url')
  readonly #sessionKey = randomBytes(32).toString('hex')
  readonly #lab: Laboratory
  readonly #logFile: string
  /** One thing after the other; none of them fails. */
  #last: Promise<void> = Promise.resolve()
  /** Changes with every order: what is being started may no longer be wanted. */
  #order = 0
  #running: Running | null = null
  #restart: NodeJS.Timeout | undefined
  #restartDelayMs = RESTART_FIRST_MS

  constructor(lab: Laboratory, { port, logFile }: { port: number; logFile: string }) {
    this.#lab = lab
    this.port = port
    this.#logFile = logFile
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/`
  }

  get isThere(): boolean {
    return this.#running?.answered ?? false
  }

  /** Where it answers scrapes; empty while it is down. */
  get targets(): readonly MetricsTarget[] {
    return this.#running ? [this.#running.target] : []
  }

  /** Shows the queue of this strategy from now on. Where it cannot, that is said, and everything else goes on. */
  follow(operated: Operated): Promise<void> {
    const order = this.#newOrder()
    return (this.#last = this.#last.then(() => this.#follow(operated, order)))
  }

  stop(): Promise<void> {
    this.#newOrder()
    return (this.#last = this.#last.then(() => this.#end()))
  }

  #newOrder(): number {
    clearTimeout(this.#restart)
    this.#restartDelayMs = RESTART_FIRST_MS
    return ++this.#order
  }

  async #follow({ chosen, envelope, databaseUrl }: Operated, order: number): Promise<void> {
    const { redis } = this.#lab
    const env = {
      STRATEGY: chosen.strategy.name,
      STRATEGY_OPTIONS: JSON.stringify(chosen.options),
      ENVELOPE: JSON.stringify(envelope),
      QUEUE_PREFIX: queuePrefixOf(this.#lab),
      ...(redis ? { REDIS_URL: redis.url } : { DATABASE_URL: databaseUrl }),
    }
    const of = JSON.stringify(env)
    if (this.#running?.of === of) return
    await this.#end()
    await this.#attempt({ env, of, metricsPort: await freePort() }, order)
  }

  async #attempt(life: Life, order: number): Promise<void> {
    try {
      await this.#start(life, order)
    } catch (error) {
      console.error(`the operators' page is not there: ${reasonOf(error)}`)
      await this.#end()
    }
  }

  async #end(): Promise<void> {
    const running = this.#running
    this.#running = null
    await running?.process.stop('SIGTERM', STOP_GRACE_MS)
  }

  async #start(life: Life, order: number): Promise<void> {
    if (order !== this.#order) return
    const process = await this.#launch(life)
    const running: Running = { process, of: life.of, target: targetOf(life), answered: false }
    this.#running = running
    let over = false
    const startedAtMs = performance.now()
    void process.ended.then(({ code, signal }) => {
      over = true
      this.#lab.beside.delete(process.pid)
      if (this.#running !== running || !running.answered) return
      this.#running = null
      if (performance.now() - startedAtMs >= RESTART_RESET_MS) this.#restartDelayMs = RESTART_FIRST_MS
      console.error(`the operators' page ended (${signal ?? code}) and is being started again; its log: ${this.#logFile}`)
      this.#startAgain(life, order)
    })
    for (const limit = Date.now() + READY_LIMIT_MS; !over && Date.now() < limit; await sleep(50)) {
      if (order !== this.#order) return
      running.answered = await isHealthy(`${this.url}healthz`)
      if (running.answered) return
    }
    throw new Error(
      over ? process.stderrTail().slice(-1000) : `no answer within ${READY_LIMIT_MS / 1000} s; its log: ${this.#logFile}`,
    )
  }

  /** Until there is another order. */
  #startAgain(life: Life, order: number): void {
    const delayMs = this.#restartDelayMs
    this.#restartDelayMs = Math.min(delayMs * 2, RESTART_MAX_MS)
    const again = async () => {
      if (order !== this.#order) return
      await this.#attempt(life, order)
      if (order === this.#order && this.#running === null) this.#startAgain(life, order)
    }
    this.#restart = setTimeout(() => (this.#last = this.#last.then(again)), delayMs)
  }

  async #launch({ env, metricsPort }: Life): Promise<OwnedProcess> {
    const own = {
      OPERATORS_PORT: String(this.port),
      OPERATORS_PASSWORD: this.password,
      OPERATORS_SESSION_KEY: this.#sessionKey,
      METRICS_PORT: String(metricsPort),
      LOG_LEVEL: 'info',
    }
    const inherited = Object.fromEntries(INHERITED.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])))
    const [command, ...args] = [...this.#lab.cores.world.prefix, process.execPath, 'operators/main.ts']
    const started = await startOwnedProcess(this.#lab.run, {
      command,
      args,
      env: { NODE_ENV: 'production', ...inherited, ...env, ...own },
      cwd: PROJECT,
      ipc: true,
      logFile: this.#logFile,
    })
    this.#lab.beside.add(started.pid)
    return started
  }
}

function targetOf({ metricsPort }: Life): MetricsTarget {
  return { process: 'operators', address: `127.0.0.1:${metricsPort}` }
}

async function isHealthy(url: string): Promise<boolean> {
  try {
    const { statusCode, body } = await request(url, { signal: AbortSignal.timeout(1000) })
    await body.dump()
    return statusCode === 200
  } catch {
    return false
  }
}
