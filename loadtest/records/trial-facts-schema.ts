import { z } from 'zod'
import type { Envelope } from '../../strategies/strategy.ts'
import type { Ledger, ProcessExit, TrialFacts } from './trial-facts.ts'

/** Fields that are not named here are kept: later versions may add some, never rename any. */

const count = z.int().min(0)
const share = z.number().min(0)

const agencySchema = z.looseObject({ slots: count, serviceMs: z.number().positive(), dailyQuota: count.nullable() })

export const ENVELOPE_SCHEMA: z.ZodType<Envelope> = z.looseObject({
  heapMb: z.number().positive(),
  connections: count,
  openFiles: count,
  agency: agencySchema,
  restart: z.looseObject({ firstMs: z.number(), resetAfterS: z.number() }),
})

export const EXIT_SCHEMA: z.ZodType<ProcessExit> = z.looseObject({
  process: z.enum(['portal', 'worker', 'agencies', 'postgres', 'redis']),
  pid: z.int(),
  atS: z.number(),
  code: z.int().nullable(),
  signal: z.string().nullable(),
  unexpected: z.boolean(),
  cause: z.enum(['heap-out-of-memory', 'killed', 'uncaught-exception', 'too-many-open-files', 'port-in-use', 'unknown']),
  evidence: z.string(),
})

const LEDGER_SCHEMA: z.ZodType<Ledger> = z.looseObject({
  acknowledged: count,
  issued: count,
  pending: count,
  stuck: count,
  lost: count,
  duplicated: count,
  orphaned: count,
  wrongNib: count,
  unacknowledged: count,
})

const perProcess = { portal: z.number().nullable(), worker: z.number().nullable() }

const appliedSchema = z.looseObject({
  heapMb: z.looseObject(perProcess),
  openFiles: z.looseObject(perProcess),
  cpus: z.looseObject({ system: z.string().nullable(), world: z.string().nullable() }),
  agency: agencySchema.nullable().optional(),
  connectionsMax: count.nullable(),
})

const planSchema = z.looseObject({
  intake: z.enum(['inline', 'queued']),
  engine: z.enum(['none', 'bullmq', 'bullmq-postgres']),
  connections: z.looseObject({ portal: count, worker: count }),
  heapMb: z.looseObject({ portal: z.number(), worker: z.number() }),
  lanes: z.array(z.looseObject({ name: z.string(), concurrency: count })),
  agencyTimeoutMs: z.number().nullable(),
})

const generatorSchema = z.looseObject({
  lagP99Ms: z.number(),
  cpuPct: z.number(),
  stealPct: z.number().nullable(),
  pinned: z.boolean(),
  socketsMax: count,
  openFilesLimit: count.nullable(),
})

export const TRIAL_FACTS_SCHEMA: z.ZodType<TrialFacts> = z.looseObject({
  id: z.string().min(1),
  strategy: z.string().min(1),
  options: z.record(z.string(), z.unknown()),
  scenario: z.string().min(1),
  seed: z.int(),
  block: z.int(),
  attemptNo: z.union([z.literal(1), z.literal(2)]).optional(),
  startedAt: z.number(),
  stages: z
    .array(z.looseObject({ name: z.string(), durationS: z.number().positive(), rate: share, rateTo: share.optional() }))
    .min(1),
  endedS: share,
  envelope: ENVELOPE_SCHEMA,
  applied: appliedSchema,
  plan: planSchema.nullable(),
  scheduleSha256: z.string(),
  scheduled: count,
  visitorJourneys: z.array(z.string()).optional(),
  exits: z.array(EXIT_SCHEMA),
  ledger: LEDGER_SCHEMA.nullable(),
  generator: generatorSchema,
  cpuSeconds: z.looseObject({ portal: share, worker: share, postgres: share.nullable(), redis: share.nullable() }).nullable(),
  measurementFaults: z.array(z.string()),
  switchedByHand: z.array(z.looseObject({ fault: z.string(), on: z.boolean(), atS: z.number() })).optional(),
  watched: z.looseObject({ prometheus: z.string().nullable(), livePage: z.boolean(), livePageClientsMax: count }).optional(),
  interrupted: z.boolean(),
})
