import { describe, expect, it } from '@jest/globals'
import { EXAMPLE_FACTS, exampleCitizen, servedCitizen } from '../records/example-trial.ts'
import { ackGoodputPerS, pageOpened, permitGoodputPerS, servedShare } from './goodput.ts'
import { windowsOf } from './windows.ts'

// before 10-20 s, during 30-40 s, after 50-70 s.
const windows = windowsOf(EXAMPLE_FACTS.stages, EXAMPLE_FACTS.endedS)

const people = [
  servedCitizen(9_000, 10_000), // seen at the first moment of before
  servedCitizen(19_000, 20_000), // seen when before is over
  servedCitizen(31_000, 32_000),
  servedCitizen(32_000, 39_999),
  servedCitizen(33_000, 63_001), // late
  exampleCitizen({ intendedMs: 34_000, ending: 'rejected' }),
  servedCitizen(45_000, 60_000),
]

describe('goodput', () => {
  it('counts served people in the second they see their permit', () => {
    expect(permitGoodputPerS(people, windows)).toEqual({ before: 0.1, during: 0.2, after: 0.05 })
  })

  it('counts acknowledgements whatever comes of them', () => {
    // At 9.1 (before the window), 19.1, 31.1, 32.1, 33.1, 45.1 s.
    expect(ackGoodputPerS(people, windows)).toEqual({ before: 0.1, during: 0.3, after: 0 })
  })

  it('keeps the rejected and the late in the denominator of the cohort', () => {
    expect(servedShare(people, windows)).toEqual({ before: 1, during: 0.5, after: null })
  })

  it('knows nothing of windows that are not there', () => {
    const none = windowsOf([{ name: 'steady', durationS: 60, rate: 1 }], 60)
    expect(permitGoodputPerS(people, none)).toEqual({ before: null, during: null, after: null })
  })

  it('opens a page within 10 s of the intended arrival', () => {
    const visitors = [servedCitizen(1000, 11_000), servedCitizen(1000, 11_001), exampleCitizen(), exampleCitizen()]
    expect(pageOpened(visitors)).toBe(0.25)
    expect(pageOpened([])).toBeNull()
  })
})
