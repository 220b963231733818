import { join } from 'node:path'
import { z } from 'zod'
import type { Envelope } from '../../strategies/strategy.ts'
import type { Scenario, TimedFault } from '../scenarios/scenario.ts'
import { readJson } from './json.ts'
import { ENVELOPE_SCHEMA } from './trial-facts-schema.ts'

/** manifest.json: what was run, on what, with which definitions. Written at the start, finished at the end. */
export interface Manifest {
  /** Version of this project. */
  antrean: string
  /** `study`, `run` or `hammer`. */
  command: string
  /** The arguments after the command, to repeat it. */
  argv: readonly string[]
  name: string
  hypothesis: string | null
  seed: number
  /** Commit of the working copy; null outside of git. */
  commit: string | null
  /** Whether the working copy differed from that commit; null outside of git, absent = an earlier version. */
  modified?: boolean | null | undefined
  /** ISO 8601, UTC. */
  startedAt: string
  /** null = still running, or died. */
  finishedAt: string | null
  /** When an interrupted study was taken up again; absent = never. */
  resumedAt?: readonly string[] | undefined
  envelope: Envelope
  nominalCapacityPerS: number
  scenarios: readonly Scenario[]
  /** In the study's order; comparisons are made with the first one. */
  strategies: readonly ManifestStrategy[]
  versions: ManifestVersions
  machine: ManifestMachine
  interrupted: boolean
  /** Thresholds of the command line (`--assert`), as they were written; a scenario's own are in its definition. */
  asserts?: readonly string[] | undefined
  /** How the comparison is made; absent = one trial alone, or results of an earlier version. */
  study?: ManifestStudy | undefined
}

/** What was declared before the first trial: how its outcome is judged. */
export interface ManifestStudy {
  /** Path into a trial's summary (statistics/metric.ts). */
  primaryMetric: string
  direction: 'higher' | 'lower'
  /** Smallest change of interest, as a share: 0.05 = 5 %. */
  minimumEffect: number
  /** Name of the arm that the others are compared with. */
  reference: string
  /** Blocks that were ordered. */
  repeats: number
}

/** One arm of the study; in most studies a strategy as it is. */
export interface ManifestStrategy {
  /** What trials, summaries and comparisons call `strategy`. */
  name: string
  /** File in strategies/; absent = `name`. */
  strategy?: string | undefined
  /** Planted on top of the scenario's own faults. */
  faults?: readonly TimedFault[] | undefined
  summary: string
  reference: string
  durability: 'durable' | 'volatile'
  options: Record<string, unknown>
}

interface ManifestVersions {
  node: string
  packages: Record<string, string>
  postgres: string | null
  /** null = no Redis on this machine; then `queueBackend` says what carried the jobs. */
  redis: string | null
  queueBackend: string
}

interface ManifestMachine {
  cpuModel: string
  cores: number
  memoryMb: number
  /** System and world each on their own core. */
  pinned: boolean
  kernel: string
}

const text = z.string()

/** Scenarios are shown as they were written; of each only the name is relied upon. */
const scenarioSchema = z.custom<Scenario>((value) => z.looseObject({ name: z.string() }).safeParse(value).success)

const MANIFEST_SCHEMA: z.ZodType<Manifest> = z.looseObject({
  antrean: text,
  command: text,
  argv: z.array(text),
  name: text,
  hypothesis: text.nullable(),
  seed: z.int(),
  commit: text.nullable(),
  modified: z.boolean().nullable().optional(),
  startedAt: text,
  finishedAt: text.nullable(),
  resumedAt: z.array(text).optional(),
  envelope: ENVELOPE_SCHEMA,
  nominalCapacityPerS: z.number().positive(),
  scenarios: z.array(scenarioSchema),
  strategies: z.array(
    z.looseObject({
      name: text,
      strategy: text.optional(),
      faults: z.array(z.looseObject({ fault: text, atS: z.number(), untilS: z.number().optional() })).optional(),
      summary: text,
      reference: text,
      durability: z.enum(['durable', 'volatile']),
      options: z.record(text, z.unknown()),
    }),
  ),
  versions: z.looseObject({
    node: text,
    packages: z.record(text, text),
    postgres: text.nullable(),
    redis: text.nullable(),
    queueBackend: text,
  }),
  machine: z.looseObject({
    cpuModel: text,
    cores: z.int(),
    memoryMb: z.number(),
    pinned: z.boolean(),
    kernel: text,
  }),
  interrupted: z.boolean(),
  asserts: z.array(text).optional(),
  study: z
    .looseObject({
      primaryMetric: text,
      direction: z.enum(['higher', 'lower']),
      minimumEffect: z.number().positive(),
      reference: text,
      repeats: z.int().positive(),
    })
    .optional(),
})

/** @throws when the directory holds no manifest, or one that is not as it should be. */
export async function readManifest(dir: string): Promise<Manifest> {
  return readJson(join(dir, 'manifest.json'), MANIFEST_SCHEMA)
}
