import { expect, it } from '@jest/globals'
import { planScreen } from './plan-screen.ts'

const PILOT = { argv: ['power', '--plan', '--scenario', 'a b', '--repeats', '3', '--out=x'], seed: 7 }
const DESIGN = { primaryMetric: 'pageOpened', direction: 'higher', minimumEffect: 0.05, reference: 'fifo' } as const

it('says that there is nothing to compare, and what would be', () => {
  const screen = planScreen(PILOT, { comparisons: [], blocks: null, hours: null }, DESIGN)
  expect(screen).toBe('Plan: there is nothing to compare, "fifo" ran alone; add arms with --strategies a,b')
})

it('gives blocks, time and the command of the study that the pilot was for', () => {
  const comparisons = [{ arm: 'inline', pilotBlocks: 3, deviation: 0.1, blocks: 12 }]
  const screen = planScreen(PILOT, { comparisons, blocks: 12, hours: 2 }, DESIGN)
  expect(screen).toContain("12 blocks, about 2.0 hours here:  npm start -- study power --scenario 'a b' --seed 7 --repeats 12\n")
  expect(screen).toContain('with another --seed than 7 all are new')
})
