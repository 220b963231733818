import { describe, expect, it } from '@jest/globals'
import { EXAMPLE_MANIFEST } from '../records/example-manifest.ts'
import { exampleTrial } from '../records/example-trial.ts'
import { summariseStudy } from '../statistics/summarise-study.ts'
import { summariseTrial } from '../statistics/summarise-trial.ts'
import type { TrialSummary } from '../statistics/trial-summary.ts'
import { comparisonPicture } from './comparison-picture.ts'
import type { Study } from './read-study.ts'
import { trialsPicture } from './trials-picture.ts'

const HOSTILE = `<img src=x onerror="alert(1)">`
const blank = summariseTrial(exampleTrial([]))

/** The other strategy serves about twice as many in every block. */
function studyOf(blocks: number, other = 'fifo', invalidBlock = 0): Study {
  const trial = (strategy: string, block: number, during: number): TrialSummary => ({
    ...blank,
    strategy,
    block,
    seed: block,
    valid: !(strategy === other && block === invalidBlock),
    permitGoodputPerS: { before: 30, during, after: 30 },
  })
  const trials = Array.from({ length: blocks }, (_, index) => index + 1).flatMap((block) => [
    trial('inline', block, 40 + block),
    trial(other, block, 2 * (40 + block) + (block % 2) / 10),
  ])
  const summary = summariseStudy(EXAMPLE_MANIFEST, trials)
  return { manifest: EXAMPLE_MANIFEST, summary, series: new Map(), capacity: null, certificate: null, lasting: new Set() }
}

describe('picture of the trials', () => {
  it('has a dot for each, a hollow one where it is invalid, and the mean with its interval', () => {
    const { markup } = trialsPicture(studyOf(9, 'fifo', 3))!
    expect(markup.match(/<circle/g)).toHaveLength(18)
    expect(markup.match(/fill="none"/g)).toHaveLength(1)
    expect(markup).toMatch(/<desc[^>]*>inline: mean of 9 valid trials 45 \(\d.*fifo: mean of 8 valid trials 90\.\d \(/s)
    expect(markup).not.toMatch(/NaN|undefined|Infinity/)
  })

  it('has no interval with fewer than 8, and is not there with one', () => {
    expect(trialsPicture(studyOf(2))!.markup).toMatch(/fifo: mean of 2 valid trials 83\.\d*\./)
    expect(trialsPicture(studyOf(1))).toBeNull()
  })

  it('stays text, whatever a strategy is called', () => {
    expect(trialsPicture(studyOf(2, HOSTILE))!.markup).not.toContain('<img')
    expect(comparisonPicture(studyOf(8, HOSTILE))!.markup).not.toContain('<img')
  })
})

describe('picture of the comparisons', () => {
  it('has the ratio, its two intervals and the verdict', () => {
    const { markup } = comparisonPicture(studyOf(8))!
    expect(markup).toMatch(/fifo: 2(\.\d+)? times inline \(2(\.\d+)? to 2(\.\d+)?\), better\./)
    expect(markup.match(/<line[^>]*stroke-width="(?:1\.5|5)"/g)).toHaveLength(2)
    expect(markup).toContain('too small to matter')
  })

  it('is not there where there are no intervals', () => {
    expect(comparisonPicture(studyOf(7))).toBeNull()
  })
})
