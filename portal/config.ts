import { z } from 'zod'
import { commonConfig, portVariable } from '../service/config.ts'
import { strategyConfig } from '../strategies/strategy-config.ts'

/** The portal's environment. REDIS_URL and QUEUE_PREFIX are for the worker: the portal writes to PostgreSQL only. */
export const portalConfig = z.object({
  ...commonConfig.shape,
  ...strategyConfig.shape,
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).describe('a PostgreSQL URL, postgres://user:password@host:port/database'),
  PORT: portVariable.default(8080),
  HOST: z.string().default('127.0.0.1').describe('the address to listen on; 0.0.0.0 inside a container'),
  DUKCAPIL_URL: z.url({ protocol: /^https?$/ }).describe('the base URL of the identity registry'),
  GATEWAY_URL: z.url({ protocol: /^https?$/ }).describe('the base URL of the message gateway'),
})
