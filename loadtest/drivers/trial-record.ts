import { join } from 'node:path'
import { ATTEMPT_COLUMNS } from '../records/attempt-record.ts'
import type { AttemptRecord } from '../records/attempt-record.ts'
import { CITIZEN_COLUMNS } from '../records/citizen-record.ts'
import type { CitizenRecord } from '../records/citizen-record.ts'
import { openCsv } from '../records/csv.ts'
import type { CsvWriter } from '../records/csv.ts'
import { fateOf } from '../statistics/fates.ts'
import type { Witness } from './citizen.ts'
import { LatencyHistogram } from './latency-histogram.ts'
import type { Done } from './open-driver-plan.ts'
import { noOutcomes, SecondCounter } from './second-counter.ts'

/** Everything the open driver writes down: each event is counted where it happens, once. */
export class TrialRecord implements Witness {
  readonly second = new SecondCounter()
  readonly endings: Done['endings'] = { result: 0, rejected: 0, error: 0, waiting: 0, 'not-sent': 0 }
  readonly attempts = noOutcomes()
  readonly lag = new LatencyHistogram()
  readonly #visits: ReadonlySet<string>
  readonly #citizens: CsvWriter<CitizenRecord>
  readonly #attempts: CsvWriter<AttemptRecord>

  /** @param visits names of the journeys that do not apply for anything */
  constructor(outDir: string, visits: ReadonlySet<string>) {
    this.#visits = visits
    this.#citizens = openCsv(join(outDir, 'citizens.csv'), CITIZEN_COLUMNS)
    this.#attempts = openCsv(join(outDir, 'attempts.csv'), ATTEMPT_COLUMNS)
  }

  started(lagMs: number): void {
    this.second.counts.started++
    this.second.lag.record(lagMs)
    this.lag.record(lagMs)
  }

  attempt(attempt: AttemptRecord, matters: boolean): void {
    this.attempts[attempt.outcome]++
    if (matters) this.second.counts.attempts[attempt.outcome]++
    this.#attempts.write(attempt)
  }

  acknowledged({ intendedMs, acknowledgedMs }: CitizenRecord): void {
    this.second.acknowledged((acknowledgedMs as number) - intendedMs)
  }

  result(row: CitizenRecord): void {
    const { counts } = this.second
    if (this.#visits.has(row.journey)) return void counts.pages++
    counts.results++
    // Her row says how she ended only when she has.
    const fate = fateOf({ ...row, ending: 'result' })
    if (fate === 'served' || fate === 'late') counts[fate]++
  }

  finished(row: CitizenRecord): void {
    this.endings[row.ending]++
    this.#countFate(row)
    this.#citizens.write(row)
  }

  close(): void {
    this.#citizens.close()
    this.#attempts.close()
  }

  /** Those who saw their permit were counted when they did. */
  #countFate(row: CitizenRecord): void {
    const { counts } = this.second
    const fate = fateOf(row)
    if (fate === null || fate === 'served' || fate === 'late') return
    if (this.#visits.has(row.journey)) {
      if (fate !== 'notSent') counts.pagesMissed++
    } else if (fate === 'gaveUp') this.second.gaveUp(row.finishedMs - row.intendedMs)
    else counts[fate]++
  }
}
