import type { Plan } from '../../strategies/strategy.ts'
import { freePort } from '../environment/free-port.ts'
import type { MetricsTarget } from '../environment/metrics-target.ts'

const NAMES = ['dukcapil', 'gateway', 'portal', 'portalMetrics', 'workerMetrics', 'agenciesMetrics'] as const

/** Where the processes of one system listen, all on 127.0.0.1. */
export type SystemPorts = Record<(typeof NAMES)[number], number>

/**
 * Ports of a system that are to stay the same from one start to the next. Of metrics there are always fresh ones: whoever scrapes them must
 * not take one trial for another.
 */
export type FixedPorts = Partial<Pick<SystemPorts, 'dukcapil' | 'gateway' | 'portal'>>

/** @throws when no port is free */
export async function chooseSystemPorts(fixed: FixedPorts = {}): Promise<SystemPorts> {
  const ports: Partial<SystemPorts> = { ...fixed }
  for (const name of NAMES) ports[name] ??= await freePort()
  return ports as SystemPorts
}

/** Where a system on these ports answers scrapes. */
export function metricsTargets(ports: SystemPorts, plan: Pick<Plan, 'connections'>): MetricsTarget[] {
  const target = (process: MetricsTarget['process'], port: number) => ({ process, address: `127.0.0.1:${port}` })
  return [
    target('portal', ports.portalMetrics),
    ...(hasWorker(plan) ? [target('worker', ports.workerMetrics)] : []),
    target('agencies', ports.agenciesMetrics),
  ]
}

/** Whether a plan has work for a worker. */
export function hasWorker({ connections }: Pick<Plan, 'connections'>): boolean {
  return connections.worker > 0
}
