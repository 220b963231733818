import { Registry } from 'prom-client'
import { z } from 'zod'
import { commonConfig, jsonVariable, portVariable, readConfig } from '../service/config.ts'
import { createLog } from '../service/log.ts'
import { serveMetrics } from '../service/metrics-server.ts'
import { onShutdown } from '../service/shutdown.ts'
import { startDukcapil } from './dukcapil-server.ts'
import { startMessageGateway } from './message-gateway-server.ts'

const capacity = z.strictObject({
  slots: z.int().min(1).max(10_000),
  serviceMs: z.number().positive().max(600_000),
  dailyQuota: z.int().min(0).nullable(),
})

const config = readConfig(
  z.object({
    ...commonConfig.shape,
    DUKCAPIL_PORT: portVariable,
    GATEWAY_PORT: portVariable,
    AGENCY: jsonVariable(capacity, 'JSON as {"slots":50,"serviceMs":500,"dailyQuota":null}'),
    SEED: z.coerce.number().int().describe('an integer: the seed of the service times'),
    HOST: z.string().default('127.0.0.1').describe('the address to listen on'),
  }),
)

const log = createLog('agencies')
const registry = new Registry()
const host = config.HOST
const dukcapil = await startDukcapil({ capacity: config.AGENCY, seed: config.SEED, port: config.DUKCAPIL_PORT, host, registry })
const gateway = await startMessageGateway({ port: config.GATEWAY_PORT, host })
const metrics = await serveMetrics(registry, config.METRICS_PORT)

onShutdown(async () => {
  await Promise.all([dukcapil.close(), gateway.close(), metrics.close()])
}, log)

log.info({ dukcapilPort: dukcapil.port, gatewayPort: gateway.port, metricsPort: metrics.port, ...config.AGENCY }, 'listening')
