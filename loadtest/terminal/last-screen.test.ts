import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { ORDER_FILE } from '../records/capacity-record.ts'
import { writeJson } from '../records/json.ts'
import { exampleCrowd, writeExampleResults } from '../records/write-example-results.ts'
import { deriveAll } from '../reports/derive-all.ts'
import { lastScreen } from './last-screen.ts'

const ORDER = {
  strategy: 'fifo',
  options: {},
  scenario: 'tiny',
  slo: ['servedWithin.s30 >= 0.8'],
  repeats: 1,
  resolution: 0.1,
  durationS: 70,
  seed: 1,
}

describe('the last screen', () => {
  let dir: string
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'screen-'))
  })
  afterEach(() => rmSync(dir, { recursive: true }))

  it('speaks of capacity after a search for it', async () => {
    const trial = (rate: number, block: number, every: number) => ({
      strategy: 'fifo',
      block,
      people: exampleCrowd(900, every),
      facts: { scenario: `at-${rate}-per-s`, stages: [{ name: 'steady', durationS: 70, rate: rate / 100 }] },
    })
    writeExampleResults(dir, [trial(20, 1, 20), trial(50, 2, 2)], { command: 'capacity', name: 'capacity-fifo' })
    writeJson(join(dir, ORDER_FILE), ORDER)
    const screen = await lastScreen(await deriveAll(dir), dir)
    expect(screen).toMatch(/^ +20 people\/s +yes \(1 of 1\) +servedWithin\.s30 0\.9/m)
    expect(screen).toMatch(/^ +50 people\/s +NO \(0 of 1\)/m)
    expect(screen).toMatch(/fifo: servedWithin\.s30 >= 0\.8 holds up to 20 people\s+a second/)
    expect(screen).toContain(`Report: ${join(dir, 'report.html')}`)
    expect(screen).not.toMatch(/--repeats|study crash|\binline\b|One trial each/)
  })

  it('speaks of the study after a study', async () => {
    writeExampleResults(dir, [{ strategy: 'inline' }, { strategy: 'fifo' }])
    const screen = await lastScreen(await deriveAll(dir), dir)
    expect(screen).toContain('npm start -- study crash --repeats 8')
    expect(screen).toContain('a demonstration: --repeats 8 gives intervals')
  })
})
