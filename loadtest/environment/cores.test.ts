import { describe, expect, it } from '@jest/globals'
import { spawnSync } from 'node:child_process'
import { findCores, parseCpuList } from './cores.ts'

describe('parseCpuList', () => {
  it.each([
    ['0', [0]],
    ['0-1', [0, 1]],
    ['2,4-6,9', [2, 4, 5, 6, 9]],
    ['', []],
  ])('reads %j', (list, cpus) => expect(parseCpuList(list)).toEqual(cpus))
})

describe('findCores', () => {
  it('gives world and system a core each, or says why not', () => {
    const cores = findCores()
    if (cores.pinned) {
      expect(cores.world.cpu).not.toBe(cores.system.cpu)
      const [command, ...args] = [...cores.system.prefix, 'grep', 'Cpus_allowed_list', '/proc/self/status']
      const { stdout } = spawnSync(command, args, { encoding: 'utf8' })
      expect(stdout.trim()).toBe(`Cpus_allowed_list:\t${cores.system.cpu}`)
    } else {
      expect(cores.description).toMatch(/^not pinned \(.+\)$/)
      expect([...cores.world.prefix, ...cores.system.prefix]).toEqual([])
    }
  })
})
