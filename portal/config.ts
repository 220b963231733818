import { z } from 'zod'
import { commonConfig, jsonVariable, portVariable } from '../service/config.ts'
import type { Envelope } from '../strategies/strategy.ts'

const envelope: z.ZodType<Envelope> = z.object({
  heapMb: z.number().positive(),
  connections: z.int().min(1),
  openFiles: z.int().min(1),
  agency: z.object({ slots: z.int().min(1), serviceMs: z.number().positive(), dailyQuota: z.int().min(1).nullable() }),
  restart: z.object({ firstMs: z.number().positive(), resetAfterS: z.number().positive() }),
})

/** The portal's environment. REDIS_URL and QUEUE_PREFIX are for the worker: the portal writes to PostgreSQL only. */
export const portalConfig = z.object({
  ...commonConfig.shape,
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).describe('a PostgreSQL URL, postgres://user:password@host:port/database'),
  PORT: portVariable.default(8080),
  HOST: z.string().default('127.0.0.1').describe('the address to listen on; 0.0.0.0 inside a container'),
  DUKCAPIL_URL: z.url({ protocol: /^https?$/ }).describe('the base URL of the identity registry'),
  GATEWAY_URL: z.url({ protocol: /^https?$/ }).describe('the base URL of the message gateway'),
  STRATEGY: z.string().min(1).describe('the name of a file in strategies/, such as inline or fifo'),
  STRATEGY_OPTIONS: jsonVariable(z.record(z.string(), z.unknown()), 'the options of the strategy as a JSON object').default({}),
  ENVELOPE: jsonVariable(envelope, 'the envelope as JSON: heapMb, connections, openFiles, agency, restart'),
})
