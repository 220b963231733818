import { z } from 'zod'
import { commonConfig } from '../service/config.ts'
import { strategyConfig } from '../strategies/strategy-config.ts'

/** The worker's environment. */
export const workerConfig = z.object({
  ...commonConfig.shape,
  ...strategyConfig.shape,
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).describe('a PostgreSQL URL, postgres://user:password@host:port/database'),
  REDIS_URL: z
    .url({ protocol: /^rediss?$/ })
    .optional()
    .describe('a Redis URL, redis://host:port; absent: the queue is kept in PostgreSQL'),
  DUKCAPIL_URL: z.url({ protocol: /^https?$/ }).describe('the base URL of the identity registry'),
  QUEUE_PREFIX: z
    .string()
    .regex(/^[a-z][a-z0-9-]*$/)
    .default('antrean')
    .describe('a short name in small letters that keeps the queues of several systems in one store apart'),
})
