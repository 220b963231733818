import { expect, it } from '@jest/globals'
import { chooseSystemPorts, metricsTargets } from './system-ports.ts'

it('given ports stay, the others are free ones and all different', async () => {
  const ports = await chooseSystemPorts({ portal: 8080 })
  expect(ports.portal).toBe(8080)
  expect(new Set(Object.values(ports)).size).toBe(6)
})

it('scrapes go to every process that a plan has', () => {
  const ports = { dukcapil: 1, gateway: 2, portal: 3, portalMetrics: 4, workerMetrics: 5, agenciesMetrics: 6 }
  const targets = (worker: number) => metricsTargets(ports, { connections: { portal: 20, worker } })
  expect(targets(5)).toEqual([
    { process: 'portal', address: '127.0.0.1:4' },
    { process: 'worker', address: '127.0.0.1:5' },
    { process: 'agencies', address: '127.0.0.1:6' },
  ])
  expect(targets(0).map(({ process }) => process)).toEqual(['portal', 'agencies'])
})
