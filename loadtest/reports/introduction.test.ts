import { describe, expect, it } from '@jest/globals'
import { EXAMPLE_MANIFEST } from '../records/example-manifest.ts'
import { EXAMPLE_FACTS, exampleTrial } from '../records/example-trial.ts'
import type { Manifest } from '../records/manifest.ts'
import { exampleCrowd } from '../records/write-example-results.ts'
import { summariseStudy } from '../statistics/summarise-study.ts'
import { summariseTrial } from '../statistics/summarise-trial.ts'
import { introductionOf } from './introduction.ts'
import type { Study } from './read-study.ts'

function studyOf(arms: readonly string[], blocks = 1, manifest: Manifest = EXAMPLE_MANIFEST): Study {
  const records = exampleTrial(exampleCrowd())
  const trials = Array.from({ length: blocks }, (_, index) => index + 1).flatMap((block) =>
    arms.map((strategy) => summariseTrial({ ...records, facts: { ...EXAMPLE_FACTS, strategy, block, seed: block } })),
  )
  return {
    manifest,
    summary: summariseStudy(manifest, trials),
    series: new Map(),
    capacity: null,
    certificate: null,
    lasting: new Set(),
  }
}

describe('what was done', () => {
  it('tells who came when, what they do, what is the same for all, and how often', () => {
    expect(introductionOf(studyOf(['inline', 'fifo'], 2))).toEqual([
      'In tiny 70 people came for a permit within 70 s: 20 s with 30, 20 s with 300 and 30 s with 30 people who ' +
        'arrive each second. The identity registry, which every permit needs, can check 100 a second: that is the nominal capacity. They wait 5 s ' +
        'for an answer and press refresh, up to 3 times; after 30 s without an acknowledgement they are gone.',
      'Figures before the surge are those of second 10 to 20, during it those of second 30 to 40 and after it those of second 50 to 70; the ' +
        'seconds left out are those in which a pipeline fills or empties.',
      'The same people, at the same moments, came to 2 ways of queueing, one after the other, each with a fresh database and the same memory, ' +
        'connections and processor. All of it was done 2 times, each time with other people and in another order.',
    ])
  })

  it('claims nothing about the inside of a foreign portal, nor compares one strategy with itself', () => {
    const text = introductionOf(studyOf(['target'])).join(' ')
    expect(text).toContain('of whose inside nothing is known')
    expect(text).not.toMatch(/identity registry|same people/)
  })

  it('takes a manifest of which only the names are certain', () => {
    const bare = { ...EXAMPLE_MANIFEST, scenarios: [{ name: 'tiny' }] } as unknown as Manifest
    const text = introductionOf(studyOf(['inline'], 1, bare)).join(' ')
    expect(text).toMatch(/^In tiny 70 people came/)
    expect(text).not.toMatch(/NaN|undefined|null/)
    expect(introductionOf(studyOf([], 0))).toEqual([])
  })
})
