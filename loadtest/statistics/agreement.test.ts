import { describe, expect, it } from '@jest/globals'
import { exampleTrial } from '../records/example-trial.ts'
import { agreementOf, type Replayed } from './agreement.ts'
import { summariseTrial } from './summarise-trial.ts'
import type { TrialSummary } from './trial-summary.ts'

const METRIC = 'permitGoodputPerS.during'
const blank = summariseTrial(exampleTrial([]))

function replayed(during: number | null, changed: Partial<TrialSummary> = {}, people = 'the same'): Replayed {
  const block = changed.block ?? 1
  const permitGoodputPerS = { before: 1, during, after: 1 }
  const windows = { ...blank.windows, during: { startS: 30, endS: 40 } }
  return { trial: { ...blank, id: `fifo-s1-b${block}`, permitGoodputPerS, windows, valid: true, ...changed }, people }
}
const agree = (original: Replayed[], replay: Replayed[]) => agreementOf(original, replay, METRIC, 0.1)

describe('agreement of a replay', () => {
  it('is within the tolerance of the larger figure, either way', () => {
    expect(agree([replayed(100)], [replayed(90)])).toMatchObject({ agrees: true, trials: [{ metric: true, reason: null }] })
    expect(agree([replayed(89)], [replayed(100)])).toMatchObject({
      agrees: false,
      trials: [{ original: 89, replayed: 100, reason: 'permitGoodputPerS.during differs by more than 10 %' }],
    })
  })

  it('allows the noise of counting where few were counted', () => {
    // 20 and 34 people in 10 s: 14 is within 2.576 x sqrt(54) = 18.9; 20 and 42 is not within 20.3.
    expect(agree([replayed(2)], [replayed(3.4)]).agrees).toBe(true)
    expect(agree([replayed(2)], [replayed(4.2)]).agrees).toBe(false)
  })

  it('wants exactly the same arrivals and the same people', () => {
    expect(agree([replayed(50)], [replayed(50, { scheduleSha256: 'other' })])).toMatchObject({
      agrees: false,
      trials: [{ schedule: false, people: true, reason: 'another schedule' }],
    })
    expect(agree([replayed(50)], [replayed(50, {}, 'others')])).toMatchObject({
      agrees: false,
      trials: [{ schedule: true, people: false, reason: 'other people' }],
    })
  })

  it('does not agree about what is missing, invalid, or known on one side only', () => {
    expect(agree([replayed(50)], [])).toMatchObject({ agrees: false, trials: [{ reason: 'the replay has no such trial' }] })
    expect(agree([], []).agrees).toBe(false)
    expect(agree([replayed(50)], [replayed(null)]).agrees).toBe(false)
    expect(agree([replayed(null)], [replayed(null)]).agrees).toBe(true)
    const invalid = replayed(50, { valid: false, invalidReasons: ['generator CPU 95 %'] })
    expect(agree([replayed(50)], [invalid])).toMatchObject({
      agrees: null,
      trials: [{ cannotTell: true, reason: 'the replay is invalid: generator CPU 95 %' }],
    })
    expect(agree([replayed(50)], [{ ...invalid, people: 'others' }]).agrees).toBe(false)
  })

  it('takes the valid one of a trial and its re-run', () => {
    const first = replayed(5, { valid: false, id: 'fifo-s1-b1' })
    const second = replayed(50, { id: 'fifo-s1-b1-r2', attemptNo: 2 })
    expect(agree([first, second], [replayed(50)])).toMatchObject({ agrees: true, trials: [{ id: 'fifo-s1-b1-r2' }] })
  })

  it('lets the intervals decide from 8 blocks up', () => {
    const blocks = (figures: number[]) => figures.map((figure, index) => replayed(figure, { block: index + 1, seed: index + 1 }))
    const original = blocks([50, 90, 60, 80, 70, 55, 85, 70])
    const shuffled = blocks([90, 50, 80, 60, 70, 85, 55, 70])
    expect(agree(original, shuffled)).toMatchObject({ agrees: true, arms: [{ overlap: true }] })
    const apart = blocks([20, 30, 25, 20, 30, 25, 20, 30])
    expect(agree(original, apart)).toMatchObject({ agrees: false, arms: [{ overlap: false }] })
    expect(agree(original.slice(1), shuffled.slice(1)).agrees).toBe(false)
  })

  it('lets the intervals decide about the figures only', () => {
    const blocks = (extra: Replayed) => [
      ...[50, 90, 60, 80, 70, 55, 85, 70].map((figure, index) => replayed(figure, { block: index + 1, seed: index + 1 })),
      extra,
    ]
    const ninth = { block: 9, seed: 9 }
    const original = blocks(replayed(70, ninth))
    expect(agree(original, blocks(replayed(20, ninth))).agrees).toBe(true)
    expect(agree(original, blocks(replayed(null, ninth)))).toMatchObject({
      agrees: false,
      trials: expect.arrayContaining([
        expect.objectContaining({ reason: `${METRIC} is known in one of the two only` }),
      ]) as unknown,
    })
    expect(agree(original, blocks(replayed(70, { ...ninth, valid: false }))).agrees).toBeNull()
    expect(agree(blocks(replayed(70, { ...ninth, valid: false })), original).agrees).toBeNull()
  })
})
