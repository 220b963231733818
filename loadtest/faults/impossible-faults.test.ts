import { expect, it } from '@jest/globals'
import type { RunningSystem } from '../trials/running-system.ts'
import portalKilled from './portal-killed.ts'
import redisFlushed from './redis-flushed.ts'
import workerKilled from './worker-killed.ts'

const REDIS = { redis: true }

/** Pids of portal and worker; null = it is down, absent = the strategy has none. */
function system(portal: number | null, worker?: number | null): RunningSystem {
  const lanes = worker === undefined ? [] : ['all']
  return { portal: { pid: portal }, worker: worker === undefined ? null : { pid: worker }, lanes } as unknown as RunningSystem
}

it('kills only what lives', () => {
  expect(portalKilled.impossible!(system(1), REDIS)).toBeNull()
  expect(portalKilled.impossible!(system(null), REDIS)).toMatch(/the portal is down/)
  expect(workerKilled.impossible!(system(1, 2), REDIS)).toBeNull()
  expect(workerKilled.impossible!(system(1, null), REDIS)).toMatch(/the worker is down/)
  expect(workerKilled.impossible!(system(1), REDIS)).toMatch(/has no worker/)
})

it('empties Redis only where a queue is in it', () => {
  expect(redisFlushed.impossible!(system(1, 2), REDIS)).toBeNull()
  expect(redisFlushed.impossible!(system(1), REDIS)).toMatch(/has no queue/)
  expect(redisFlushed.impossible!(system(1, 2), { redis: false })).toMatch(/there is no Redis here/)
})
