import { z } from 'zod'
import { readJson } from '../records/json.ts'

const ms = z.number().nullable()
const quantiles = z.object({ p50: ms, p90: ms, p99: ms })

const measured = z.object({
  /** Requests by the known schedule (open model) or by the generator's own count (closed); null = it does not say. */
  sent: z.int().nullable(),
  /** Requests that the server saw; null = there was none. */
  seen: z.int().nullable(),
  /** Requests that the generator has in one of its classes. */
  recorded: z.int(),
  unaccounted: z.int(),
  misclassified: z.int(),
  /** From the server's own schedule; null where nobody is answered or gives up. */
  truthMs: quantiles,
  recordedMs: quantiles,
  /** recorded - truth. */
  errorMs: quantiles,
  /** Actual - intended start; null = not told. */
  lagP99Ms: ms,
  /** How long after the patience the server saw given-up connections end, p99. */
  lateToLeaveMs: ms,
  /** Of the generator, % of one core. */
  cpuPct: z.number().nullable(),
})
/** What was measured of one generator in one case. */
export type Measured = z.output<typeof measured>

const score = z.object({
  case: z.string(),
  summary: z.string(),
  generator: z.string(),
  model: z.enum(['open', 'closed']),
  ratePerS: z.number().nullable(),
  /** The laboratory's own driver: held to the limits. */
  ours: z.boolean(),
  /** Why it was not run; then nothing is measured. */
  notRun: z.string().nullable(),
  /** Of all runs: counts added up, times as medians. It is what the limits are held against. */
  measured: measured.nullable(),
  /** Run by run. Certificates of earlier versions have none. */
  runs: z.array(measured).default([]),
  /** What is beyond the limits, in words. */
  faults: z.array(z.string()),
})
/** One row of the certificate. */
export type Score = z.output<typeof score>

const certificate = z.object({
  /** Version of this project. */
  antrean: z.string(),
  commit: z.string().nullable(),
  /** ISO 8601, UTC. */
  startedAt: z.string(),
  finishedAt: z.string(),
  seed: z.int(),
  /** Runs of each case with each generator. */
  repeats: z.int().positive().default(1),
  /** Every case was put to every generator; false after `--quick`. */
  complete: z.boolean(),
  machine: z.object({
    cpuModel: z.string(),
    cores: z.int(),
    memoryMb: z.int(),
    kernel: z.string(),
    /** Generator and server each on their own core. */
    pinned: z.boolean(),
    /** How late a timer is on the generator's core when nothing runs, p99. */
    idleLagP99Ms: z.number(),
    /** Time that the hypervisor took, % of all CPUs' time; null = not known. */
    stealPct: z.number().nullable(),
    /** Whether the machine is quiet enough that late starts are the generator's. */
    lagJudged: z.boolean(),
  }),
  versions: z.object({ node: z.string(), autocannon: z.string(), wrk: z.string().nullable() }),
  scores: z.array(score),
  /** Every case of ours was run and is within the limits. */
  passed: z.boolean(),
})
/** certificate.json: how far each generator is from known truth. */
export type Certificate = z.output<typeof certificate>

/** @throws an error that names the file and the field that is not as it should be */
export function readCertificate(path: string): Promise<Certificate> {
  return readJson(path, certificate)
}
