import { z } from 'zod'
import { ConfigError, parseConfig, portVariable } from '../../service/config.ts'
import { serveMetrics } from '../../service/metrics-server.ts'
import { EnvironmentError, reasonOf } from '../environment/environment-error.ts'
import type { TrialObserver } from '../trials/observer.ts'
import { LabMetrics } from './lab-metrics.ts'
import type { WatchedTrial } from './watched-trial.ts'

const variables = z.object({ METRICS_PORT: portVariable.optional() })

export interface ExposedMetrics {
  /** Counts what it is told. */
  readonly observer: TrialObserver
  readonly port: number
  close(): Promise<void>
}

/**
 * The laboratory's metrics of one trial on METRICS_PORT (and METRICS_HOST), as any other process of the system has them: in a container nobody
 * reaches the live server, which is on loopback only.
 * @returns null when METRICS_PORT is not set
 * @throws EnvironmentError when it is no port, or is taken
 */
export async function exposeMetrics(trial: WatchedTrial, env: NodeJS.ProcessEnv = process.env): Promise<ExposedMetrics | null> {
  try {
    const { METRICS_PORT } = parseConfig(variables, env)
    if (METRICS_PORT === undefined) return null
    const metrics = new LabMetrics()
    const observer = metrics.trial(trial)
    const { port, close } = await serveMetrics(metrics.registryOf(trial.id)!, METRICS_PORT)
    return { observer, port, close }
  } catch (cause) {
    const words = cause instanceof ConfigError ? cause.message : `METRICS_PORT: ${reasonOf(cause)}`
    throw new EnvironmentError(words, { cause })
  }
}
