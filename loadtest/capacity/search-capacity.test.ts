import { expect, it, jest } from '@jest/globals'
import launchDay from '../scenarios/launch-day.ts'
import fifo from '../../strategies/fifo.ts'
import type { Laboratory } from '../trials/laboratory.ts'
import { searchCapacity, type CapacitySearch } from './search-capacity.ts'

it('tells those who watch that a trial has broken off, whatever it broke off at', async () => {
  const refused = () => Promise.reject(new Error('no space left on device'))
  const postgres = { databaseName: (name: string) => name, createDatabase: refused, dropDatabase: refused }
  const heard: string[] = []
  const search: CapacitySearch = {
    order: {
      strategy: 'fifo',
      options: {},
      scenario: 'launch-day',
      slo: ['servedWithin.s30 >= 0.99'],
      repeats: 1,
      resolution: 0.1,
      durationS: 10,
      seed: 1,
    },
    strategy: fifo,
    options: {},
    scenario: launchDay,
    directory: '/nowhere',
    startPerS: 10,
    watch: {
      observe: ({ id }, terminal) => (heard.push(`observe ${id}`), terminal),
      finished: ({ id }) => heard.push(`finished ${id}`),
      brokenOff: (id, reason) => heard.push(`broken off ${id}: ${reason}`),
    },
  }
  const log = jest.spyOn(console, 'log').mockImplementation(() => undefined)
  await expect(searchCapacity({ postgres } as unknown as Laboratory, search, new AbortController().signal)).rejects.toThrow()
  log.mockRestore()
  const id = heard[0]!.slice('observe '.length)
  expect(heard.slice(1)).toEqual([expect.stringContaining(`broken off ${id}: no space left on device`)])
})
