import type { EventEmitter } from 'node:events'
import autocannon from 'autocannon'
import type { Outcome } from '../records/attempt-record.ts'
import type { ClosedDone, ClosedDriverPlan, ClosedProgress } from './closed-driver-plan.ts'
import { LatencyHistogram } from './latency-histogram.ts'
import { Refresher } from './refresher.ts'
import type { RefresherWitness } from './refresher.ts'
import { noOutcomes } from './second-counter.ts'
import { steadyClient } from './steady-client.ts'

/** N people who refresh, on autocannon: a closed population, for which it is good. Never rated. */
export class Hammering implements RefresherWitness {
  readonly #plan: ClosedDriverPlan
  readonly #tell: (progress: ClosedProgress) => void
  readonly #people: Refresher[] = []
  readonly #pageLatency = new LatencyHistogram()
  readonly #outcomes = noOutcomes()
  #second = { pages: 0, permits: 0, outcomes: noOutcomes() }
  #sent = 0
  #pages = 0
  #permits = 0
  /** Of the first wave, which is left out of rates and latencies. */
  #firstWave = { pages: 0, permits: 0 }
  #firstWaveEndsAt = 0
  #generatorFaults = 0
  #interrupted = false
  #over = false
  #instance: autocannon.Instance | null = null

  constructor(plan: ClosedDriverPlan, tell: (progress: ClosedProgress) => void) {
    this.#plan = plan
    this.#tell = tell
  }

  async run(): Promise<ClosedDone> {
    const { target, people, durationS, patienceS } = this.#plan
    const cpuBefore = process.cpuUsage()
    const startedAt = performance.now()
    this.#firstWaveEndsAt = startedAt + patienceS * 1000
    let second = 0
    const ticker = setInterval(() => this.#tellSecond(second++), 1000)
    const firstWave = setTimeout(() => (this.#firstWave = { pages: this.#pages, permits: this.#permits }), patienceS * 1000)
    const summary = await new Promise<autocannon.Result>((resolve, reject) => {
      const setupClient = (client: autocannon.Client) => this.#join(client)
      const options = { url: target, connections: people, pipelining: 1, duration: durationS, timeout: patienceS, setupClient }
      this.#instance = autocannon(options, (error: Error | null, result) => (error === null ? resolve(result) : reject(error)))
      if (this.#interrupted) this.stop()
    })
    clearInterval(ticker)
    clearTimeout(firstWave)
    this.#over = true
    const { user, system } = process.cpuUsage(cpuBefore)
    const elapsedS = (performance.now() - startedAt) / 1000
    return this.#done(elapsedS, summary, (user + system) / 1e4 / elapsedS)
  }

  /** Ends it within a second. */
  stop(): void {
    this.#interrupted = true
    ;(this.#instance as { stop?(): void } | null)?.stop?.()
  }

  sent(): void {
    this.#sent++
  }

  finished(step: 'page' | 'apply' | 'track', outcome: Outcome, ms: number): void {
    if (this.#over) return
    this.#outcomes[outcome]++
    this.#second.outcomes[outcome]++
    if (step !== 'page') return
    const inFirstWave = performance.now() - ms < this.#firstWaveEndsAt
    if (!inFirstWave && (outcome === 'ok' || outcome === 'timedOut')) this.#pageLatency.record(ms)
    if (outcome !== 'ok') return
    this.#pages++
    this.#second.pages++
  }

  permit(): void {
    this.#permits++
    this.#second.permits++
  }

  generatorFault(): void {
    this.#sent--
    this.#generatorFaults++
  }

  /** One person takes one of autocannon's connections. One entry of requests with its state in a closure: see Refresher. */
  #join(client: autocannon.Client): void {
    const person = new Refresher(this.#plan.seed, this.#people.length, this)
    const steady = steadyClient(client as EventEmitter, () => person.gaveUp())
    this.#people.push(person)
    client.on('connError' as 'headers', (error: unknown) => person.broke(error))
    client.setRequests([
      {
        setupRequest: (request) => {
          if (person.isWaiting) steady.forget()
          return person.next(request)
        },
        onResponse: (status, body) => person.answered(status, body),
      },
    ])
  }

  #tellSecond(second: number): void {
    this.#tell({ type: 'progress', second, ...this.#second })
    this.#second = { pages: 0, permits: 0, outcomes: noOutcomes() }
  }

  #done(elapsedS: number, summary: autocannon.Result, cpuPct: number): ClosedDone {
    const { patienceS } = this.#plan
    // Too short to leave the first wave out: then everything counts.
    const measuredS = elapsedS > patienceS ? elapsedS - patienceS : elapsedS
    return {
      type: 'done',
      people: this.#plan.people,
      durationS: elapsedS,
      pages: this.#pages,
      measuredS,
      pagesPerS: (this.#pages - this.#firstWave.pages) / measuredS,
      permits: this.#permits,
      permitsPerS: (this.#permits - this.#firstWave.permits) / measuredS,
      sent: this.#sent,
      outcomes: this.#outcomes,
      unanswered: this.#people.filter(({ isWaiting }) => isWaiting).length,
      generatorFaults: this.#generatorFaults,
      pageLatencyMs: {
        p50: this.#pageLatency.percentileMs(50),
        p90: this.#pageLatency.percentileMs(90),
        p99: this.#pageLatency.percentileMs(99),
      },
      autocannon: ownSummary(summary),
      cpuPct,
      interrupted: this.#interrupted,
    }
  }
}

function ownSummary({
  requests,
  latency,
  errors,
  timeouts,
  resets,
  non2xx,
  '2xx': status2xx,
}: autocannon.Result): ClosedDone['autocannon'] {
  const counted = { requestsPerS: requests.average, requestsSent: requests.sent, status2xx, non2xx, errors, timeouts, resets }
  return { ...counted, latencyP50Ms: latency.p50, latencyP99Ms: latency.p99 }
}
