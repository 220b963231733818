import { describe, expect, it } from '@jest/globals'
import { EXAMPLE_RESULT, exampleLiveTrial, secondAt } from '../example-live-trial.ts'
import { happeningsOf, outcomeOf } from './happenings.js'

describe('what happened', () => {
  it('tells stages with their load, deaths with their cause, faults, and the end, in their order', () => {
    const trial = exampleLiveTrial(36, {
      exits: [
        { process: 'portal', atS: 13.4, code: null, signal: 'SIGABRT', cause: 'heap-out-of-memory' },
        { process: 'portal', atS: 20.2, code: 1, signal: null, cause: 'uncaught-exception' },
      ],
      faults: [
        { fault: 'registry-slow', atS: 12, untilS: 15, byHand: true },
        { fault: 'portal-killed', atS: 60, untilS: 60, byHand: false },
      ],
    })
    trial.seconds[13] = secondAt(13, { portalUp: false })
    expect(happeningsOf(trial).map(({ atS, text }) => `${atS} ${text}`)).toEqual([
      '0 before: 9 people a second, 0.3 × capacity',
      '10 surge: 90 people a second, 3 × capacity',
      '12 fault by hand: registry-slow',
      '13.4 portal died: out of heap memory, SIGABRT',
      '14 portal is up again',
      '15 fault ended: registry-slow',
      '20.2 portal died (death 2): an uncaught exception, exit code 1',
      '35 after: 9 people a second, 0.3 × capacity',
    ])
  })

  it('ends with the result, or with why there is none', () => {
    expect(happeningsOf(exampleLiveTrial(70, { result: EXAMPLE_RESULT })).at(-1)).toEqual({
      atS: 70,
      kind: 'end',
      text: '1,626 of 2,452 had their permit within 30 s (66.3 %), 29.8 a second in the surge, 1 death, recovered after 23 s.',
    })
    expect(outcomeOf({ result: null, brokenOff: 'stopped by hand' })).toBe('Broken off: stopped by hand.')
    expect(
      outcomeOf({ result: { ...EXAMPLE_RESULT, valid: false, invalidReasons: ['generator late'] }, brokenOff: null }),
    ).toMatch(/Invalid: generator late\.$/)
  })
})
