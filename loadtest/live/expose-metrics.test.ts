import { describe, expect, it } from '@jest/globals'
import { EnvironmentError } from '../environment/environment-error.ts'
import moment from '../scenarios/moment.ts'
import { exampleSecond } from '../trials/example-second.ts'
import { exposeMetrics } from './expose-metrics.ts'

const trial = {
  id: 'target-moment-s1-b1',
  strategy: 'target',
  scenario: 'moment',
  seed: 1,
  block: 1,
  stages: moment.stages,
  nominalCapacityPerS: 30,
}

describe('exposeMetrics', () => {
  it('does nothing unless it is asked for', async () => {
    expect(await exposeMetrics(trial, {})).toBeNull()
  })

  it('shows what it was told, on a port of its own', async () => {
    const exposed = (await exposeMetrics(trial, { METRICS_PORT: '0' }))!
    try {
      exposed.observer.second(exampleSecond({ arriving: 17 }))
      exposed.observer.second(exampleSecond({ arriving: 3 }))
      const text = await (await fetch(`http://127.0.0.1:${exposed.port}/metrics`)).text()
      expect(text).toMatch(/^antrean_lab_arrivals_total 20$/m)
      expect(text).toMatch(/^antrean_lab_nominal_capacity_per_second 30$/m)
      await expect(exposeMetrics(trial, { METRICS_PORT: String(exposed.port) })).rejects.toThrow(/METRICS_PORT: .*in use/)
    } finally {
      await exposed.close()
    }
  })

  it('names the variable that is wrong', async () => {
    await expect(exposeMetrics(trial, { METRICS_PORT: 'many' })).rejects.toThrow(EnvironmentError)
    await expect(exposeMetrics(trial, { METRICS_PORT: 'many' })).rejects.toThrow(/METRICS_PORT: .*a TCP port/)
  })
})
