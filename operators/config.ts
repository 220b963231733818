import { z } from 'zod'
import { commonConfig, portVariable } from '../service/config.ts'
import { strategyConfig } from '../strategies/strategy-config.ts'

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]']

/** The environment of the operators' process. */
export const operatorsConfig = z.object({
  ...commonConfig.shape,
  ...strategyConfig.shape,
  OPERATORS_PORT: portVariable.default(8081),
  HOST: z.string().default('127.0.0.1').describe('the address to listen on; 0.0.0.0 inside a container'),
  OPERATORS_HOSTS: z
    .string()
    .transform((text) => [...LOOPBACK, ...text.split(',').map((name) => name.trim().toLowerCase())])
    .default(LOOPBACK)
    .describe('the host names under which people open the pages, with commas between; localhost need not be named'),
  OPERATORS_PASSWORD: z.string().min(12).max(200).describe('a password of 12 to 200 characters; there is none by default'),
  OPERATORS_SESSION_KEY: z
    .string()
    .min(32)
    .optional()
    .describe('at least 32 random characters, as of `openssl rand -hex 32`; absent: a restart ends every login'),
  OPERATORS_MODE: z
    .enum(['look', 'act'])
    .default('look')
    .describe('look: read-only. act: pause, resume, promote, retry and remove as well'),
  REDIS_URL: z
    .url({ protocol: /^rediss?$/ })
    .optional()
    .describe('a Redis URL, redis://host:port; absent: the queue is in PostgreSQL'),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/ })
    .optional()
    .describe('a PostgreSQL URL, postgres://user:password@host:port/database'),
  QUEUE_PREFIX: z
    .string()
    .regex(/^[a-z][a-z0-9-]*$/)
    .default('antrean')
    .describe('the same short name as the worker has'),
})
