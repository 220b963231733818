import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { EXAMPLE_MANIFEST } from '../records/example-manifest.ts'
import type { Manifest } from '../records/manifest.ts'
import { exampleCrowd, writeExampleResults, type WrittenTrial } from '../records/write-example-results.ts'
import compare from './compare.ts'
import { UsageError } from './usage-error.ts'

const [tiny] = EXAMPLE_MANIFEST.scenarios
const EIGHT = Array.from({ length: 8 }, (_, index) => index + 1)
/** Blocks differ a little, as trials do; `every` second person is not served. */
const fifo = (every: number, blocks = EIGHT): WrittenTrial[] =>
  blocks.map((block) => ({ strategy: 'fifo', block, people: exampleCrowd(900, every + (block % 3)) }))

let root: string
let log: jest.SpiedFunction<typeof console.log>
let warned: jest.SpiedFunction<typeof console.error>
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'compare-'))
})
afterAll(() => rmSync(root, { recursive: true }))
afterEach(() => {
  jest.restoreAllMocks()
})
beforeEach(() => {
  log = jest.spyOn(console, 'log').mockImplementation(() => undefined)
  warned = jest.spyOn(console, 'error').mockImplementation(() => undefined)
})

let made = 0
function results(trials: readonly WrittenTrial[], manifest: Partial<Manifest> = {}): string {
  made += 1
  const dir = join(root, `run-${made}`)
  writeExampleResults(dir, trials, manifest)
  return dir
}
const run = (...args: string[]) => compare.run(args, new AbortController().signal)
const said = (spied: { mock: { calls: unknown[][] } }) => spied.mock.calls.flat().join('\n')

describe('compare', () => {
  it.each<[string, Partial<Manifest>, RegExp]>([
    ['envelope', { envelope: { ...EXAMPLE_MANIFEST.envelope, heapMb: 512 } }, /envelope\.heapMb: 256 against 512/],
    [
      'stages',
      { scenarios: [{ ...tiny!, stages: tiny!.stages.map((stage) => ({ ...stage, rate: stage.rate * 2 })) }] },
      /scenarios\.tiny\.stages\[0\]\.rate: 0\.3 against 0\.6/,
    ],
    [
      'mix',
      { scenarios: [{ ...tiny!, mix: { visitor: 1 } }] },
      /scenarios\.tiny\.mix\.returning-applicant: 0\.9 against nothing/,
    ],
    ['faults', { scenarios: [{ ...tiny!, faults: [{ fault: 'x', atS: 3 }] }] }, /scenarios\.tiny\.faults\[0\]/],
    ['behaviour', { scenarios: [{ ...tiny!, behaviour: { ...tiny!.behaviour, patienceS: 6 } }] }, /patienceS: 5 against 6/],
  ])('refuses runs whose %s differ, and names the field with both values', async (_, changed, message) => {
    const [first, second] = [results(fifo(5, [1])), results(fifo(5, [1]), changed)]
    const out = join(root, `never-${made}`)
    await expect(run(first, second, '--out', out)).rejects.toThrow(message)
    await expect(run(first, second, '--out', out)).rejects.toThrow(UsageError)
    expect(existsSync(out)).toBe(false)
  })

  it('refuses other arrivals, and runs that have no trial in common', async () => {
    const other = results([{ strategy: 'fifo', facts: { scheduleSha256: 'cd'.repeat(32) } }])
    await expect(run(results(fifo(5, [1])), other)).rejects.toThrow(/schedule of tiny-s1-b1: "abab.*" against "cdcd/)
    await expect(run(results(fifo(5, [1])), results(fifo(5, [2])))).rejects.toThrow(/no trial of one has its like/)
    await expect(run(results(fifo(5, [1])))).rejects.toThrow(/two directories/)
  })

  it('says what else differs, and compares all the same', async () => {
    const second = results(fifo(5, [1]), { commit: 'another' })
    expect(await run(results(fifo(5, [1])), second, '--out', join(root, 'warned'))).toBe(0)
    expect(said(warned)).toBe('not the same: commit: "c0ffee" against "another"')
  })

  it('says what shared the generator’s core in one of them only', async () => {
    const watched = (changes: object) =>
      results([
        { strategy: 'fifo', facts: { watched: { prometheus: '2.42.0', livePage: true, livePageClientsMax: 1, ...changes } } },
      ])
    expect(await run(watched({}), watched({}), '--out', join(root, 'watched-alike'))).toBe(0)
    expect(said(warned)).toBe('')
    await run(watched({}), watched({ prometheus: null, livePageClientsMax: 3 }), '--out', join(root, 'watched'))
    expect(said(warned)).toBe(
      'not the same: watched.prometheus: "2.42.0" against null\nnot the same: watched.livePageClientsMax: 1 against 3',
    )
  })

  it('pairs by seed and block and gives the verdict of the comparison statistics', async () => {
    const [first, second] = [results(fifo(2)), results(fifo(20))]
    const out = join(root, 'verdict')
    expect(await run(first, second, '--out', out)).toBe(0)
    const { comparisons } = JSON.parse(readFileSync(join(out, 'compare.json'), 'utf8')) as {
      comparisons: { arm: string; comparison: { blocks: number; ratio: number; verdict: string } }[]
    }
    expect(comparisons).toMatchObject([{ arm: 'fifo', comparison: { blocks: 8, verdict: 'a-better' } }])
    expect(comparisons[0]!.comparison.ratio).toBeGreaterThan(1.2)
    expect(said(log)).toMatch(/fifo, tiny: permitGoodputPerS\.during .* times the first.*8 blocks: the second is better/)
    for (const file of ['compare.md', 'compare.html']) {
      const text = readFileSync(join(out, file), 'utf8').replaceAll(/<(script|style)\b[^]*?<\/\1>/g, '')
      expect(text).toContain('the second is better')
      expect(text).not.toMatch(/\bNaN\b|\bundefined\b|\[object/)
    }

    expect(await run(second, first, '--out', join(root, 'mirrored'))).toBe(0)
    expect(said(log)).toContain('the first is better')
  })

  it('names no winner of a run against itself, nor over fewer than 8 blocks', async () => {
    const same = results(fifo(3))
    await run(same, same, '--out', join(root, 'same'))
    expect(said(log)).toContain('no difference')
    await run(results(fifo(2, [1, 2])), results(fifo(20, [1, 2])), '--out', join(root, 'few'))
    expect(said(log)).toContain('2 blocks: cannot tell')
  })

  it('judges a surge that is too short for its rate by who was served in time', async () => {
    // The ten seconds that are left out of rates are all of it.
    const stages = [
      { name: 'before', durationS: 60, rate: 1 },
      { name: 'surge', durationS: 10, rate: 1 },
    ]
    const short = results([{ strategy: 'fifo', facts: { stages } }])
    await run(short, short, '--out', join(root, 'short'))
    expect(said(log)).toMatch(/fifo, tiny: servedWithin\.s30 .* 1 block: cannot tell/)
  })

  it('says that a modified working copy is like no other', async () => {
    const modified = results(fifo(5, [1]), { modified: true })
    await run(modified, modified, '--out', join(root, 'modified'))
    expect(said(warned)).toBe('not the same: modified since the commit: true against true')
  })

  it('wants whole directories, and names the file that is not', async () => {
    const torn = results(fifo(5, [1]))
    const path = join(torn, 'trials/fifo-tiny-s1-b1/trial.json')
    writeFileSync(path, '{')
    await expect(run(torn, results(fifo(5, [1])))).rejects.toThrow(`${path}: not JSON (damaged`)
  })

  it('judges thresholds on the second run: exit 1', async () => {
    const [first, second] = [results(fifo(20, [1])), results(fifo(2, [1]))]
    const assert = ['--assert', 'fifo: servedWithin.s30 >= 0.9']
    expect(await run(first, second, ...assert, '--out', join(root, 'failed'))).toBe(1)
    expect(said(log)).toContain('FAILED')
    expect(await run(second, first, ...assert, '--out', join(root, 'kept'))).toBe(0)
    await expect(run(first, second, '--assert', 'fofi: pageOpened >= 1')).rejects.toThrow(/"fofi" is not measured here.*fifo/)
  })
})
