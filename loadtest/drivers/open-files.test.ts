import { describe, expect, it } from '@jest/globals'
import { openFilesLimit, openFilesNeeded, openFilesProblem, RESERVE } from './open-files.ts'

const at = (...times: number[]) => times.map((atMs, citizen) => ({ citizen, journey: 'visitor', stage: 'surge', atMs }))
const behaviour = { patienceS: 4, toleranceS: 60, retries: 1, retry: 'refresh' }

describe('open files', () => {
  it('the need is the most people within one chain of tries: here 2 x (4 + 1) s', () => {
    expect(openFilesNeeded(at(0, 9_000, 10_000, 10_001, 21_000), behaviour)).toBe(3 + RESERVE)
  })

  it('who never tries again is there for one patience and a second', () => {
    expect(openFilesNeeded(at(0, 4_000, 5_001, 9_000), { ...behaviour, retry: 'none' })).toBe(3 + RESERVE)
  })

  it('nobody is there beyond her tolerance', () => {
    expect(openFilesNeeded(at(0, 6_000, 6_001), { ...behaviour, retries: 99, toleranceS: 2 })).toBe(2 + RESERVE)
  })

  it('names limit, need and remedy', () => {
    expect(openFilesProblem(1024, 7500)).toMatch(/1024.*7500.*ulimit -n 7500/)
    expect(openFilesProblem(7500, 7500)).toBeNull()
    expect(openFilesProblem(null, 7500)).toBeNull()
  })

  it('reads the limit of this process', () => expect(openFilesLimit()).toBeGreaterThan(0))
})
