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
  const halfWay: Fault = {
    name: 'half-way',
    summary: 'fails when half of it is done',
    async start() {
      done.push('half-way on')
      throw new Error('no answer')
    },
    stop: async () => void done.push('half-way off'),
  }
  const stuck: Fault = { ...halfWay, name: 'stuck', stop: () => Promise.reject(new Error('no answer either')) }
  const useless: Fault = { ...event, name: 'useless', impossible: () => 'nothing to kill' }
  const faults = [lasting, event, failing, halfWay, stuck, useless]
  const byHand = new FaultsByHand(new Map(faults.map((fault) => [fault.name, fault])), { redis: true })
  byHand.use({} as RunningSystem)
  return { byHand, done }
}

describe('faults switched by hand', () => {
  it('come one after the other; what lasts is off in the end, by nobody’s hand', async () => {
    const { byHand, done } = house()
    const orders = [byHand.switch('slow', true), byHand.switch('kill', true)]
    const switched = await byHand.end()
    await Promise.all(orders)
    expect(done).toEqual(['slow on', 'kill', 'slow off'])
    expect(switched.map(({ fault, on }) => [fault, on])).toEqual([
      ['slow', true],
      ['kill', true],
    ])
    expect(byHand.on.size).toBe(0)
  })

  it('are taken back when they fail half-way', async () => {
    const { byHand, done } = house()
    await expect(byHand.switch('half-way', true)).rejects.toThrow('no answer')
    expect(done).toEqual(['half-way on', 'half-way off'])
    expect([...byHand.on]).toEqual([])
    await expect(byHand.switch('stuck', true)).rejects.toThrow('no answer')
    expect([...byHand.on]).toEqual(['stuck'])
    expect((await byHand.end()).map(({ fault, on }) => [fault, on])).toEqual([
      ['half-way', true],
      ['half-way', false],
      ['stuck', true],
      ['stuck', false],
    ])
  })

  it('are refused where they would change nothing', async () => {
    const { byHand } = house()
    expect(byHand.impossible('none', true)).toMatch(/there is no fault "none"; there are: slow, kill/)
    expect(byHand.impossible('kill', false)).toBe('kill is a single event, it cannot be switched off')
    expect(byHand.impossible('useless', true)).toBe('useless could do nothing: nothing to kill')
    expect(byHand.impossible('slow', false)).toBe('slow is off already')
    expect(byHand.impossible('slow', true)).toBeNull()
    await byHand.switch('slow', true)
    expect(byHand.impossible('slow', true)).toBe('slow is on already')
    expect(byHand.impossible('slow', false)).toBeNull()
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
