import type { Laboratory } from '../trials/laboratory.ts'
import type { Outcome } from '../records/attempt-record.ts'
import type { CertifyCase } from './certify-case.ts'
import type { Quantiles } from './truth.ts'

/** What a generator is asked to do. */
export interface Task {
  lab: Pick<Laboratory, 'run' | 'cores'>
  question: CertifyCase
  seed: number
  target: string
  /** Existing directory for its raw records. */
  outDir: string
  stop: AbortSignal
}

/** A class in which a generator counts, and what it may stand for: tools of others tell fewer things apart. */
export interface CountedClass {
  standsFor: readonly Outcome[]
  count: number
}

/** What a generator says of a run, all in its own words. */
export interface Observation {
  /** Requests as it (or, in the open model, the schedule) counts them; null = it does not say. */
  sent: number | null
  counted: readonly CountedClass[]
  /** Outcome of each citizen's request, where requests are known by citizen. */
  byCitizen: ReadonlyMap<number, Outcome> | null
  latencyMs: Quantiles
  /** Requests that may be on their way when the time is over, and are then in no class. */
  onTheWay: number
  /** When its people meant to come, ms; null = closed model: nobody means to come, who is answered comes again. */
  intendedMs: readonly number[] | null
  /** Requests of so much time from the first on are counted but not timed. */
  warmUpMs: number
  /** Steps whose latency it reports; null = all. */
  timedStep: 'page' | null
  /** Late starts, p99; null = it does not say. */
  lagP99Ms: number | null
  /** % of one core; null = not measured. */
  cpuPct: number | null
}

export interface Generator {
  readonly name: string
  readonly model: 'open' | 'closed'
  /** Arrivals or requests a second; null = as many as its connections carry. */
  readonly ratePerS: number | null
  /** Held to the limits; the others are shown beside. */
  readonly ours: boolean
  /** @throws EnvironmentError when the machine cannot carry it */
  run(task: Task): Promise<Observation>
}

/** Intended starts of so many requests at even distances, ms. */
export function evenSchedule(count: number, durationS: number): number[] {
  return Array.from({ length: count }, (_, n) => (1000 * durationS * n) / count)
}

/** A generator's name with its rate, for people. */
export function labelOf({ name, ratePerS }: { name: string; ratePerS: number | null }): string {
  return ratePerS === null ? name : `${name} ${ratePerS.toLocaleString('en')}/s`
}
