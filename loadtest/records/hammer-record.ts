import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { Outcome } from './attempt-record.ts'
import { readJsonLines } from './json.ts'
import type { ProcessExit } from './trial-facts.ts'
import { EXIT_SCHEMA } from './trial-facts-schema.ts'

/** One line of hammer.jsonl: so many people at once who open the portal and refresh, against a fresh portal. */
export interface HammerRecord {
  /** People at the same time, each with one request in flight. */
  people: number
  strategy: string
  durationS: number
  /** Pages seen by people within their patience, per second, after the first wave (the first `patienceS`). */
  pagesPerS: number
  /** Permits seen by people within their patience, per second, likewise; null when nobody applied. */
  permitsPerS: number | null
  /** Attempts by what the people experienced; with `unanswered` the sum is `sent`. */
  outcomes: Record<Outcome, number>
  sent: number
  /** Still on their way when the time was over. */
  unanswered: number
  /** Why the figures cannot be trusted: faults of measurement; empty = they can. */
  invalidReasons: readonly string[]
  deaths: readonly ProcessExit[]
  /** autocannon's own summary of the same seconds, unchanged; null when it gave none (bailed out). */
  autocannon: AutocannonSummary | null
}

/** The figures of autocannon that are kept beside ours. */
export interface AutocannonSummary {
  requestsPerS: number
  requestsSent: number
  status2xx: number
  non2xx: number
  errors: number
  timeouts: number
  resets: number
  latencyP50Ms: number
  latencyP99Ms: number
}

const count = z.int().min(0)
const rate = z.number().min(0)

const HAMMER_SCHEMA: z.ZodType<HammerRecord> = z.looseObject({
  people: count,
  strategy: z.string(),
  durationS: rate,
  pagesPerS: rate,
  permitsPerS: rate.nullable(),
  outcomes: z.looseObject({ ok: count, rejected: count, timedOut: count, failed: count, reset: count, refused: count }),
  sent: count,
  unanswered: count,
  invalidReasons: z.array(z.string()),
  deaths: z.array(EXIT_SCHEMA),
  autocannon: z
    .looseObject({
      requestsPerS: rate,
      requestsSent: count,
      status2xx: count,
      non2xx: count,
      errors: count,
      timeouts: count,
      resets: count,
      latencyP50Ms: rate,
      latencyP99Ms: rate,
    })
    .nullable(),
})

/** Points of hammer.jsonl in their order; empty when the file is not there. */
export async function readHammer(dir: string): Promise<HammerRecord[]> {
  const path = join(dir, 'hammer.jsonl')
  return existsSync(path) ? readJsonLines(path, HAMMER_SCHEMA) : []
}
