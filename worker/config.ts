import { z } from 'zod'
import { commonConfig, jsonVariable } from '../service/config.ts'
import type { Envelope } from '../strategies/strategy.ts'

const envelope: z.ZodType<Envelope> = z.object({
  heapMb: z.number().positive(),
  connections: z.int().min(1),
  openFiles: z.int().min(1),
  agency: z.object({ slots: z.int().min(1), serviceMs: z.number().positive(), dailyQuota: z.int().min(0).nullable() }),
  restart: z.object({ firstMs: z.number().positive(), resetAfterS: z.number().positive() }),
})

/** The worker's environment. */
export const workerConfig = z.object({
  ...commonConfig.shape,
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).describe('a PostgreSQL URL, postgres://user:password@host:port/database'),
  REDIS_URL: z
    .url({ protocol: /^rediss?$/ })
    .optional()
    .describe('a Redis URL, redis://host:port; absent: the queue is kept in PostgreSQL'),
  DUKCAPIL_URL: z.url({ protocol: /^https?$/ }).describe('the base URL of the identity registry'),
  STRATEGY: z.string().min(1).describe('the name of a file in strategies/ with queued intake, such as fifo'),
  STRATEGY_OPTIONS: jsonVariable(z.record(z.string(), z.unknown()), 'the options of the strategy as a JSON object').default({}),
  ENVELOPE: jsonVariable(envelope, 'the envelope as JSON: heapMb, connections, openFiles, agency, restart'),
  QUEUE_PREFIX: z
    .string()
    .regex(/^[a-z][a-z0-9-]*$/)
    .default('antrean')
    .describe('a short name in small letters that keeps the queues of several systems in one store apart'),
})
