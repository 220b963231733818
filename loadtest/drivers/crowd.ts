import { setTimeout as sleep } from 'node:timers/promises'
import { Random } from '../citizens/random.ts'
import type { Journey } from '../journeys/journey.ts'
import type { CitizenRecord } from '../records/citizen-record.ts'
import { Citizen } from './citizen.ts'
import type { Surroundings } from './citizen.ts'
import { Connections } from './connections.ts'
import { startInFlightGauge } from './in-flight-gauge.ts'
import { workAsOfficer } from './officer.ts'
import type { Done, OpenDriverPlan, Progress } from './open-driver-plan.ts'
import type { Arrival } from './schedule.ts'
import { SecondsTold } from './seconds-told.ts'
import { TrialRecord } from './trial-record.ts'
import { unsentRow } from './unsent-row.ts'

/**
 * Arrivals started in one turn of the event loop. Without a bound, whoever is behind by 50 ms opens a socket for each who is due, since no
 * answer is read meanwhile that would free one; opening them makes it later still (10,000 arrivals/s ended with all 20,000 files open).
 */
const MOST_AT_ONCE = 64

/**
 * So much before her time somebody may start: timers fire after whole ms, and who waited for the next one started 0.5 ms late on average (p99
 * 1.2 to 1.9 at 2,000/s), which looked like the portal's delay. Half of them start earlier than they meant to now, none of them by more than this.
 */
const EARLY_MS = 0.5

/** Journey errors kept word for word; the others are only counted by their citizens' rows. */
const MAX_JOURNEY_ERRORS = 10

export interface CrowdInput {
  plan: OpenDriverPlan
  arrivals: readonly Arrival[]
  /** Every journey of the plan's mix. */
  journeys: ReadonlyMap<string, Journey>
  /** Once a second. */
  tell(progress: Progress): void
}

/** Lets the scheduled people come, each at her time whatever the portal does (open model), and accounts for every one of them. */
export class Crowd {
  readonly #input: CrowdInput
  readonly #around: Surroundings
  readonly #record: TrialRecord
  readonly #portal: Connections
  /** Of the officers, who are none of the citizens whose requests are counted. */
  readonly #desks: Connections
  /** On their way. No Set: the tables it outgrows keep a third of all who pass through it alive until a full garbage collection. */
  readonly #live: Citizen[] = []
  readonly #end = new AbortController()
  readonly #officers = { decided: 0, failed: 0 }
  readonly #journeyErrors: string[] = []
  readonly #stagesMs: number
  readonly #seconds: SecondsTold
  #startedAt = 0
  #next = 0
  #interrupted = false
  #onEmpty: (() => void) | null = null

  constructor(input: CrowdInput) {
    const { plan, journeys } = input
    const { behaviour, target, gateway, localAddresses, seed } = plan
    const patienceMs = behaviour.patienceS * 1000
    this.#input = input
    this.#stagesMs = 1000 * plan.stages.reduce((sum, { durationS }) => sum + durationS, 0)
    this.#record = new TrialRecord(
      plan.outDir,
      new Set([...journeys.values()].filter(({ matters }) => matters === 'page').map(({ name }) => name)),
    )
    this.#portal = new Connections(target, patienceMs, localAddresses)
    this.#desks = new Connections(target, patienceMs, localAddresses)
    this.#around = {
      seed,
      behaviour,
      keyPrefix: plan.keyPrefix,
      portal: this.#portal,
      gateway: gateway === null ? null : new Connections(gateway, patienceMs, localAddresses),
      // Whole microseconds: more digits would only make the files longer.
      nowMs: () => Math.round((performance.now() - this.#startedAt) * 1000) / 1000,
      witness: this.#record,
    }
    this.#seconds = new SecondsTold({
      stages: plan.stages,
      arrivals: input.arrivals,
      nowMs: this.#around.nowMs,
      look: () => ({
        inFlight: this.#live.length,
        ...this.#record.second.take(),
        socketsOpen: this.#sum(({ socketsOpen }) => socketsOpen),
      }),
      tell: input.tell,
    })
  }

  /** The whole trial. @param atEpochMs start of the first stage */
  async run(atEpochMs: number): Promise<Omit<Done, 'type' | 'openFilesLimit'>> {
    this.#startedAt = performance.now() + (atEpochMs - Date.now())
    await this.#until(0)
    const cpuBefore = process.cpuUsage()
    const gauge = startInFlightGauge(this.#input.plan.outDir, {
      nowMs: this.#around.nowMs,
      requestsInFlight: () => this.#portal.requestsInFlight + (this.#around.gateway?.requestsInFlight ?? 0),
    })
    this.#sendDue()
    this.#seconds.start()
    this.#openDesks()
    await this.#until(this.#stagesMs)
    const cpuPct = this.#cpuPct(cpuBefore)
    await Promise.race([this.#empty(), this.#until(this.#stagesMs + this.#input.plan.drainLimitS * 1000)])
    gauge.stop()
    await this.#endAll()
    return this.#done(cpuPct)
  }

  /** Ends everybody now; `run` then settles with what there is. */
  stop(): void {
    this.#interrupted = true
    this.#end.abort()
  }

  /** Starts everybody who is due. */
  #sendDue = (): void => {
    if (this.#end.signal.aborted) return
    for (let sent = 0; sent < MOST_AT_ONCE; sent++) {
      const arrival = this.#input.arrivals[this.#next]
      if (arrival === undefined) return
      const nowMs = this.#around.nowMs()
      const dueInMs = Math.max(0, arrival.atMs - EARLY_MS) - nowMs
      if (dueInMs > 0) return void setTimeout(this.#sendDue, Math.ceil(dueInMs))
      this.#next++
      void this.#send(arrival, nowMs - arrival.atMs)
    }
    setImmediate(this.#sendDue)
  }

  async #send(arrival: Arrival, lagMs: number): Promise<void> {
    const journey = this.#input.journeys.get(arrival.journey) as Journey
    const citizen = new Citizen(arrival, journey.matters, this.#around)
    citizen.place = this.#live.push(citizen) - 1
    this.#record.started(lagMs)
    let row: CitizenRecord
    try {
      row = await citizen.live(journey)
    } catch (error) {
      if (this.#journeyErrors.length < MAX_JOURNEY_ERRORS)
        this.#journeyErrors.push(`${arrival.journey}: ${String((error as Error)?.stack ?? error)}`)
      row = citizen.rowAfterFault()
    }
    this.#record.finished(row)
    this.#goes(citizen)
  }

  /** The last one takes her place. */
  #goes({ place }: Citizen): void {
    const last = this.#live.pop() as Citizen
    if (place < this.#live.length) this.#live[(last.place = place)] = last
    if (this.#isEmpty()) this.#onEmpty?.()
  }

  #openDesks(): void {
    const signal = this.#end.signal
    const wait = (ms: number) => sleep(ms, true, { signal }).catch(() => false)
    const report = (event: 'decided' | 'failed') => {
      if (!signal.aborted) this.#officers[event]++
    }
    this.#input.plan.officerTokens.forEach((token, index) => {
      const random = new Random(this.#around.seed, index, 'officer')
      void workAsOfficer({ portal: this.#desks, token, random, wait, report })
    })
  }

  /** Everybody stops; those who never came get their row as well. */
  async #endAll(): Promise<void> {
    this.#end.abort()
    for (const citizen of this.#live) citizen.end() // each leaves a turn later
    await this.#empty()
    for (; this.#next < this.#input.arrivals.length; this.#next++) {
      this.#record.finished(unsentRow(this.#input.arrivals[this.#next] as Arrival, this.#around.nowMs()))
    }
    this.#seconds.stop()
    this.#record.close()
    await Promise.all(this.#everyConnections().map((connections) => connections.close()))
  }

  #done(cpuPct: number): Omit<Done, 'type' | 'openFilesLimit'> {
    const { endings, attempts, lag } = this.#record
    return {
      scheduled: this.#input.arrivals.length,
      endings,
      attempts,
      lagP99Ms: lag.percentileMs(99) ?? 0,
      lagMaxMs: lag.maxMs ?? 0,
      cpuPct,
      rssMaxMb: this.#seconds.rssMaxMb,
      socketsMax: this.#portal.socketsMax + this.#desks.socketsMax,
      endedS: this.#around.nowMs() / 1000,
      generatorFaults: this.#sum(({ faults }) => faults),
      officers: this.#officers,
      journeyErrors: this.#journeyErrors,
      interrupted: this.#interrupted,
    }
  }

  #everyConnections(): Connections[] {
    return [this.#portal, this.#desks, this.#around.gateway].filter((connections) => connections !== null)
  }

  #sum(figure: (connections: Connections) => number): number {
    return this.#everyConnections().reduce((sum, connections) => sum + figure(connections), 0)
  }

  /** % of one core since the start. */
  #cpuPct(before: NodeJS.CpuUsage): number {
    const { user, system } = process.cpuUsage(before)
    return (user + system) / 10 / Math.max(1, this.#around.nowMs())
  }

  /** Resolves at that time of the trial, or when the trial is ended. */
  async #until(ms: number): Promise<void> {
    await sleep(Math.max(0, ms - this.#around.nowMs()), undefined, { signal: this.#end.signal }).catch(() => undefined)
  }

  #empty(): Promise<void> {
    if (this.#isEmpty()) return Promise.resolve()
    return new Promise((resolve) => (this.#onEmpty = resolve))
  }

  /** Nobody is on her way and nobody is still to come: the last to arrive may start late, when the stages are over. */
  #isEmpty(): boolean {
    return this.#live.length === 0 && (this.#end.signal.aborted || this.#next === this.#input.arrivals.length)
  }
}
