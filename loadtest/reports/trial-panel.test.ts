import { describe, expect, it } from '@jest/globals'
import { EXAMPLE_MANIFEST } from '../records/example-manifest.ts'
import { exampleTrial } from '../records/example-trial.ts'
import type { SwitchedByHand } from '../records/trial-facts.ts'
import type { TimedFault } from '../scenarios/scenario.ts'
import { summariseStudy } from '../statistics/summarise-study.ts'
import { summariseTrial } from '../statistics/summarise-trial.ts'
import { faultWords, lastingFaults } from './fault-span.ts'
import { bandsOf } from './trial-panel.ts'

const lasting = await lastingFaults()

function stripsOf(planted: readonly TimedFault[], switchedByHand: readonly SwitchedByHand[] = []) {
  const trial = { ...summariseTrial(exampleTrial([])), strategy: 'inline', endedS: 80, switchedByHand }
  const [first, ...others] = EXAMPLE_MANIFEST.strategies
  const manifest = { ...EXAMPLE_MANIFEST, strategies: [{ ...first!, faults: planted }, ...others] }
  const summary = summariseStudy(manifest, [trial])
  const bands = bandsOf(trial, { manifest, summary, series: new Map(), capacity: null, certificate: null, lasting })
  return bands.filter(({ tone }) => tone === 'fault').map(({ label, from, to }) => [label, from, to])
}

describe('faults under the curves', () => {
  it('last until they end, to the trial’s end where nothing ends them, and for no time where they are a single event', () => {
    expect(
      stripsOf([
        { fault: 'registry-narrowed', atS: 0 },
        { fault: 'registry-slow', atS: 5, untilS: 9 },
        { fault: 'registry-down', atS: 70, untilS: 95 },
        { fault: 'portal-killed', atS: 30 },
        { fault: 'no-such-file-any-more', atS: 31 },
      ]),
    ).toEqual([
      ['registry-narrowed', 0, 80],
      ['registry-slow', 5, 9],
      ['registry-down', 70, 80],
      ['portal-killed', 30, 30],
      ['no-such-file-any-more', 31, 31],
    ])
  })

  it('last likewise when they were switched by hand', () => {
    expect(
      stripsOf(
        [],
        [
          { fault: 'registry-slow', on: true, atS: 10 },
          { fault: 'worker-killed', on: true, atS: 11 },
          { fault: 'registry-slow', on: false, atS: 12 },
          { fault: 'registry-slow', on: true, atS: 20 },
        ],
      ),
    ).toEqual([
      ['registry-slow, by hand', 10, 12],
      ['worker-killed, by hand', 11, 11],
      ['registry-slow, by hand', 20, 80],
    ])
  })

  it('say their span in words', () => {
    expect(faultWords({ fault: 'registry-slow', atS: 5 }, lasting)).toBe('registry-slow from 5 s to the end')
    expect(faultWords({ fault: 'registry-slow', atS: 5, untilS: 9 }, lasting)).toBe('registry-slow from 5 s to 9 s')
    expect(faultWords({ fault: 'portal-killed', atS: 5 }, lasting)).toBe('portal-killed at 5 s')
  })
})
