import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from '@jest/globals'
import type { Fault } from '../faults/fault.ts'
import { byHandFaults, FaultsByHand, switchedByHand } from './faults-by-hand.ts'
import type { RunningSystem } from './running-system.ts'

function house() {
  const done: string[] = []
  const lasting: Fault = {
    name: 'slow',
    summary: 'takes a moment to switch',
    async start() {
      await sleep(20)
      done.push('slow on')
    },
    stop: async () => void done.push('slow off'),
  }
  const event: Fault = { name: 'kill', summary: 'a single event', start: async () => void done.push('kill') }
  const failing: Fault = { name: 'failing', summary: 'cannot be switched', start: () => Promise.reject(new Error('no answer')) }
  const byHand = new FaultsByHand(new Map([lasting, event, failing].map((fault) => [fault.name, fault])))
  byHand.use({} as RunningSystem)
  return { byHand, done }
}

describe('faults switched by hand', () => {
  it('come one after the other, and what lasts is off in the end', async () => {
    const { byHand, done } = house()
    const orders = [byHand.switch('slow', true), byHand.switch('kill', true)]
    const switched = await byHand.end()
    await Promise.all(orders)
    expect(done).toEqual(['slow on', 'kill', 'slow off'])
    expect(switched.map(({ fault, on }) => [fault, on])).toEqual([
      ['slow', true],
      ['kill', true],
      ['slow', false],
    ])
    expect(byHand.on.size).toBe(0)
  })

  it('are noted also when they could not be switched: nobody knows what happened', async () => {
    const { byHand } = house()
    await expect(byHand.switch('failing', true)).rejects.toThrow('no answer')
    expect(byHand.on.has('failing')).toBe(false)
    expect(await byHand.end()).toHaveLength(1)
  })

  it('need a system, and begin anew with the next one', async () => {
    const { byHand } = house()
    await byHand.switch('slow', true)
    await byHand.end()
    await expect(byHand.switch('slow', true)).rejects.toThrow('slow cannot be switched: nothing runs')
    byHand.use({} as RunningSystem)
    expect(await byHand.end()).toEqual([])
  })

  it('make a trial that is not its scenario', () => {
    const facts = switchedByHand(
      [
        { fault: 'registry-slow', on: true, atMs: 12_000 },
        { fault: 'registry-slow', on: false, atMs: 20_100 },
      ],
      0,
    )
    expect(facts).toEqual([
      { fault: 'registry-slow', on: true, atS: 12 },
      { fault: 'registry-slow', on: false, atS: 20.1 },
    ])
    expect(byHandFaults(facts)).toEqual([
      'not the scenario alone, faults were switched by hand: registry-slow on at 12.0 s, registry-slow off at 20.1 s',
    ])
    expect(byHandFaults([])).toEqual([])
  })
})
