import { join } from 'node:path'
import { z } from 'zod'
import type { Envelope } from '../../strategies/strategy.ts'
import type { Scenario } from '../scenarios/scenario.ts'
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
  /** ISO 8601, UTC. */
  startedAt: string
  /** null = still running, or died. */
  finishedAt: string | null
  envelope: Envelope
  nominalCapacityPerS: number
  scenarios: readonly Scenario[]
  /** In the study's order; comparisons are made with the first one. */
  strategies: readonly ManifestStrategy[]
  versions: ManifestVersions
  machine: ManifestMachine
  interrupted: boolean
}

export interface ManifestStrategy {
  name: string
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
  startedAt: text,
  finishedAt: text.nullable(),
  envelope: ENVELOPE_SCHEMA,
  nominalCapacityPerS: z.number().positive(),
  scenarios: z.array(scenarioSchema),
  strategies: z.array(
    z.looseObject({
      name: text,
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
})

/** @throws when the directory holds no manifest, or one that is not as it should be. */
export async function readManifest(dir: string): Promise<Manifest> {
  return readJson(join(dir, 'manifest.json'), MANIFEST_SCHEMA)
}
