import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { EXAMPLE_MANIFEST } from '../records/example-manifest.ts'
import type { Manifest } from '../records/manifest.ts'
import {
  continuedManifest,
  foundTrials,
  interruptedStudy,
  keptHammerPoints,
  moveAside,
  moveHalfPointsAside,
  refuseChanged,
  resumePlan,
} from './resume-study.ts'

const WANTED = ['a-b1', 'b-b1', 'b-b2', 'a-b2'].map((first) => ({ first, second: `${first}-r2` }))
const plan = (found: Record<string, 'valid' | 'invalid' | 'half'>) => {
  const { kept, aside } = resumePlan(WANTED, new Map(Object.entries(found)))
  return { kept: [...kept], aside }
}

describe('resumePlan', () => {
  it('keeps what is complete, and moves aside what is half done', () => {
    expect(plan({ 'a-b1': 'valid', 'b-b1': 'half' })).toEqual({ kept: ['a-b1'], aside: ['b-b1'] })
    expect(plan({})).toEqual({ kept: [], aside: [] })
  })

  it('keeps an invalid trial only with its re-run', () => {
    expect(plan({ 'a-b1': 'invalid' })).toEqual({ kept: [], aside: [] })
    expect(plan({ 'a-b1': 'invalid', 'a-b1-r2': 'invalid' })).toEqual({ kept: ['a-b1'], aside: [] })
    expect(plan({ 'a-b1': 'invalid', 'a-b1-r2': 'half' })).toEqual({ kept: [], aside: ['a-b1-r2'] })
  })

  it('does not keep a re-run without the invalid trial that it was ordered for', () => {
    expect(plan({ 'a-b1': 'half', 'a-b1-r2': 'valid' })).toEqual({ kept: [], aside: ['a-b1', 'a-b1-r2'] })
    expect(plan({ 'a-b1-r2': 'valid' })).toEqual({ kept: [], aside: ['a-b1-r2'] })
    expect(plan({ 'a-b1': 'valid', 'a-b1-r2': 'valid' })).toEqual({ kept: ['a-b1'], aside: ['a-b1-r2'] })
  })

  it('refuses a trial that the study does not want', () => {
    expect(() => plan({ 'c-b1': 'valid' })).toThrow(/trials\/c-b1 is none of this study's/)
  })
})

describe('continuedManifest', () => {
  const before: Manifest = { ...EXAMPLE_MANIFEST, modified: false, finishedAt: null, interrupted: false }
  const now: Manifest = { ...before, startedAt: '2025-11-23T06:00:00.000Z', argv: [] }

  it('keeps the first session’s start and says when it went on', () => {
    const continued = continuedManifest({ ...before, interrupted: true, finishedAt: 'then' }, now)
    expect(continued).toEqual({ ...before, resumedAt: [now.startedAt] })
    expect(continuedManifest(continued, now).resumedAt).toHaveLength(2)
  })

  it.each<[string, Partial<Manifest>]>([
    ['commit: "c0ffee" against "decade"', { commit: 'decade' }],
    ['modified: false against true', { modified: true }],
    ['seed: 1 against 2', { seed: 2 }],
    ['envelope.heapMb: 256 against 512', { envelope: { ...before.envelope, heapMb: 512 } }],
    ['scenarios[0].officers: 0 against 3', { scenarios: [{ ...before.scenarios[0]!, officers: 3 }] }],
    ['strategies[1].options.maxWaitS', withOption(before)],
    ['versions.node', { versions: { ...before.versions, node: 'v25.0.0' } }],
    ['machine.pinned: true against false', { machine: { ...before.machine, pinned: false } }],
  ])('names the field that is not as it was: %s', (message, change) => {
    expect(() => continuedManifest(before, { ...now, ...change })).toThrow(message)
  })

  it('does not ask an earlier version whether it was modified', () => {
    const { modified: _unknown, ...older } = before
    expect(continuedManifest(older, { ...now, modified: true }).modified).toBeUndefined()
  })

  it('says which of several studies it is', () => {
    expect(() => refuseChanged('study-2', before, { ...now, seed: 9 })).toThrow(
      'then and now of study-2 differ in seed: 1 against 9',
    )
  })
})

describe('a results directory', () => {
  let dir: string
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'resume-'))
  })
  afterEach(() => rmSync(dir, { recursive: true }))
  const write = (manifest: Manifest) => writeFileSync(join(dir, 'manifest.json'), JSON.stringify(manifest))

  it('is resumed only when it is of a study that did not come to its end', async () => {
    write(EXAMPLE_MANIFEST)
    await expect(interruptedStudy(dir)).rejects.toThrow(/is complete.*npm start -- report/)
    write({ ...EXAMPLE_MANIFEST, command: 'run', finishedAt: null })
    await expect(interruptedStudy(dir)).rejects.toThrow(/is of "run"/)
    write({ ...EXAMPLE_MANIFEST, interrupted: true })
    expect((await interruptedStudy(dir)).directory).toBe(dir)
    write({ ...EXAMPLE_MANIFEST, finishedAt: null })
    expect((await interruptedStudy(dir)).manifest.argv).toEqual(EXAMPLE_MANIFEST.argv)
  })

  it('takes trials without an end, and with torn records, for half done, and moves them aside without deleting any', async () => {
    for (const id of ['killed', 'torn']) mkdirSync(join(dir, 'trials', id), { recursive: true })
    writeFileSync(join(dir, 'trials', 'torn', 'trial.json'), '{"id": "tor')
    expect(Object.fromEntries(await foundTrials(dir))).toEqual({ killed: 'half', torn: 'half' })
    moveAside(dir, ['torn'])
    mkdirSync(join(dir, 'trials', 'torn'))
    moveAside(dir, ['torn', 'killed'])
    expect(readdirSync(join(dir, 'aside')).toSorted()).toEqual(['killed-1', 'torn-1', 'torn-2'])
    expect(existsSync(join(dir, 'aside', 'torn-1', 'trial.json'))).toBe(true)
    expect(readdirSync(join(dir, 'trials'))).toEqual([])
  })

  it('changes nothing while stock is taken of the closed population, then moves half points aside', async () => {
    const path = join(dir, 'hammer.jsonl')
    const [whole, half] = [point(10, []), point(50, ['interrupted'])]
    writeFileSync(path, `${whole}${half}${whole.slice(0, 40)}`)
    expect(await keptHammerPoints(dir)).toEqual(new Set([10]))
    expect(readFileSync(path, 'utf8')).toBe(`${whole}${half}${whole.slice(0, 40)}`)
    expect(existsSync(join(dir, 'aside'))).toBe(false)
    moveHalfPointsAside(dir)
    expect(readFileSync(path, 'utf8')).toBe(whole)
    expect(readFileSync(join(dir, 'aside', 'hammer.jsonl'), 'utf8')).toBe(`${half}${whole.slice(0, 40)}\n`)
    writeFileSync(path, `${whole}${half}`)
    moveHalfPointsAside(dir)
    expect(readFileSync(join(dir, 'aside', 'hammer.jsonl'), 'utf8')).toBe(`${half}${whole.slice(0, 40)}\n${half}`)
  })
})

function withOption({ strategies }: Manifest): Partial<Manifest> {
  return { strategies: strategies.map((one, index) => (index === 1 ? { ...one, options: { maxWaitS: 9 } } : one)) }
}

function point(people: number, invalidReasons: string[]): string {
  const outcomes = { ok: 1, rejected: 0, timedOut: 0, failed: 0, reset: 0, refused: 0 }
  const rates = { durationS: 12, pagesPerS: 1, permitsPerS: null, outcomes, sent: 1, unanswered: 0 }
  return `${JSON.stringify({ people, strategy: 'inline', ...rates, invalidReasons, deaths: [], autocannon: null })}\n`
}
