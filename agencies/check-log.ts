/** About 50 MB; more than any trial makes. */
const MAX_ROWS = 500_000
const ROWS_PER_CHUNK = 5000

/** answered: 200. quota: 429. overloaded: 503. aborted: the caller had gone before its answer. */
export type CheckOutcome = 'answered' | 'quota' | 'overloaded' | 'aborted'

/** One identity check, over. Times are epoch ms on a monotonic clock. */
export interface FinishedCheck {
  nik: string
  arrivedMs: number
  /** When it got its slot; equal to `endMs` when it never held one. */
  startMs: number
  endMs: number
  outcome: CheckOutcome
}

/** Who was checked when, in memory: the lab reads it after a trial to count work done for citizens who had gone. */
export class CheckLog {
  #rows: FinishedCheck[] = []
  #dropped = 0
  readonly #maxRows: number

  constructor(maxRows = MAX_ROWS) {
    this.#maxRows = maxRows
  }

  /** Rows not kept because the log was full: not 0 means that the log is no longer the whole truth. */
  get dropped(): number {
    return this.#dropped
  }

  add(check: FinishedCheck): void {
    if (this.#rows.length < this.#maxRows) this.#rows.push(check)
    else this.#dropped += 1
  }

  clear(): void {
    this.#rows = []
    this.#dropped = 0
  }

  /** `nik,startMs,endMs,outcome` in the order of `endMs`, whole milliseconds, in pieces: half a million rows are 25 MB. */
  *csv(): Generator<string> {
    const rows = this.#rows
    yield 'nik,startMs,endMs,outcome\n'
    for (let from = 0; from < rows.length; from += ROWS_PER_CHUNK) {
      yield rows
        .slice(from, from + ROWS_PER_CHUNK)
        .map(csvRow)
        .join('')
    }
  }
}

function csvRow({ nik, startMs, endMs, outcome }: FinishedCheck): string {
  return `${nik},${Math.round(startMs)},${Math.round(endMs)},${outcome}\n`
}
