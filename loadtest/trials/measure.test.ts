import { describe, expect, it } from '@jest/globals'
import type { Done } from '../drivers/open-driver-plan.ts'
import { generatorFaultsOf } from './measure.ts'

const done = { generatorFaults: 0, journeyErrors: [] as readonly string[] } as Done

describe('faults of the generator', () => {
  it('are none when everything was sent', () => {
    expect(generatorFaultsOf(done)).toEqual([])
  })

  it('are requests without a socket or port, and journeys that broke by a mistake of ours', () => {
    const broken = generatorFaultsOf({ ...done, generatorFaults: 3, journeyErrors: ['newcomer: TypeError'] })
    expect(broken).toEqual([
      'generator: 3 requests could not be sent (no socket, port or memory)',
      'generator: newcomer: TypeError',
    ])
  })
})
