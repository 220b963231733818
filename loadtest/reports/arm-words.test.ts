import { describe, expect, it } from '@jest/globals'
import { EXAMPLE_MANIFEST } from '../records/example-manifest.ts'
import { exampleTrial } from '../records/example-trial.ts'
import type { Manifest, ManifestStrategy } from '../records/manifest.ts'
import { exampleCrowd } from '../records/write-example-results.ts'
import { summariseStudy } from '../statistics/summarise-study.ts'
import { summariseTrial } from '../statistics/summarise-trial.ts'
import { fatesBars } from './fates-bars.ts'
import { introductionOf } from './introduction.ts'
import type { Study } from './read-study.ts'

const PLAIN = EXAMPLE_MANIFEST.strategies[0]!
const NARROWED = { fault: 'registry-narrowed', atS: 0 }

/** Every arm once, with the same people. */
function said(...arms: ManifestStrategy[]): string {
  const manifest: Manifest = { ...EXAMPLE_MANIFEST, strategies: arms }
  const records = exampleTrial(exampleCrowd())
  const trials = arms.map(({ name }) => summariseTrial({ ...records, facts: { ...records.facts, id: name, strategy: name } }))
  const study: Study = {
    manifest,
    summary: summariseStudy(manifest, trials),
    series: new Map(),
    capacity: null,
    certificate: null,
    lasting: new Set(['registry-narrowed']),
  }
  const bars = fatesBars(study).markup.replaceAll(/<[^>]*>|\s+/g, ' ')
  return `${introductionOf(study).join(' ')} ${bars.replaceAll(/ +/g, ' ')}`
}

const again = (changed: Partial<ManifestStrategy> = {}): ManifestStrategy => ({
  ...PLAIN,
  name: 'inline-again',
  strategy: 'inline',
  ...changed,
})

describe('arms of a study', () => {
  it('are ways of queueing, where each is a strategy of its own', () => {
    const text = said(PLAIN, EXAMPLE_MANIFEST.strategies[1]!)
    expect(text).toContain('came to 2 ways of queueing')
    expect(text).toContain('only the way of queueing differs')
    expect(text).toContain('inline inline in one line')
    expect(text).toContain('fifo fifo in one line')
  })

  it('differ by the fault that is planted in one of them', () => {
    const text = said(PLAIN, again({ faults: [NARROWED] }))
    expect(text).not.toMatch(/\d ways of queueing|only the way of queueing/)
    const difference = 'the same as inline, but with a fault planted: registry-narrowed from 0 s to the end'
    expect(text).toContain(`came to 2 portals`)
    expect(text).toContain(`inline-again is ${difference}`)
    expect(text).toContain(`inline-again ${difference}`)
    expect(text).toContain('what differs stands beside its name')
    expect(text.match(/inline in one line/g)).toHaveLength(1)
  })

  it('do not differ in an A/A control', () => {
    const text = said(PLAIN, again())
    expect(text).not.toMatch(/\d ways of queueing|only the way of queueing/)
    expect(text).toContain('inline-again is the same as inline: nothing differs. Whatever difference is found')
    expect(text).toContain('nothing differs, so what the bars do not share is chance')
  })

  it('differ by an option, or by a strategy that is there once among others that are there twice', () => {
    const text = said(
      { ...PLAIN, options: { maxWaitS: 4 } },
      again({ options: { maxWaitS: 9 } }),
      EXAMPLE_MANIFEST.strategies[1]!,
    )
    expect(text).toContain('came to 3 portals')
    expect(text).toContain('inline-again is the same as inline, but with maxWaitS 9 instead of 4')
    expect(text).toContain('fifo fifo in one line')
  })
})
