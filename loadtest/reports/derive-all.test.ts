import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { EXAMPLE_MANIFEST } from '../records/example-manifest.ts'
import type { Manifest } from '../records/manifest.ts'
import { exampleCrowd, writeExampleResults, type WrittenTrial } from '../records/write-example-results.ts'
import { RecordError } from '../records/record-error.ts'
import { deriveAll } from './derive-all.ts'

const RAW =
  /(^|\/)(manifest\.json|hammer\.jsonl|trial\.json|(citizens|attempts|samples|probes|identity-checks|in-flight|gauges|applications)\.csv)$/
const TRIALS: WrittenTrial[] = Array.from({ length: 9 }, (_, index) => index + 1).flatMap((block) => [
  { strategy: 'inline', block, people: exampleCrowd(4000 + block, 3) },
  { strategy: 'fifo', block, people: exampleCrowd(900, 7 + (block % 3)) },
])
const HAMMER = {
  strategy: 'inline',
  people: 10,
  durationS: 10,
  pagesPerS: 9,
  permitsPerS: null,
  outcomes: { ok: 90, rejected: 0, timedOut: 10, failed: 0, reset: 0, refused: 0 },
  sent: 100,
  unanswered: 0,
  invalidReasons: [],
  deaths: [],
  autocannon: null,
}

let root: string
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'derive-'))
})
afterAll(() => rmSync(root, { recursive: true }))

function results(name: string, trials: readonly WrittenTrial[]): string {
  const dir = join(root, name)
  writeExampleResults(dir, trials, { asserts: ['servedWithin.s30 >= 0.5'] })
  writeFileSync(join(dir, 'hammer.jsonl'), `${JSON.stringify(HAMMER)}\n`)
  return dir
}

/** Every file below a directory with its bytes, by its path there. */
function filesOf(dir: string): Record<string, string> {
  const names = readdirSync(dir, { recursive: true, encoding: 'utf8' }).toSorted()
  const files = names.filter((name) => statSync(join(dir, name)).isFile())
  return Object.fromEntries(files.map((name) => [name, readFileSync(join(dir, name), 'latin1')]))
}

function deleteDerived(dir: string): string[] {
  const derived = Object.keys(filesOf(dir)).filter((name) => !RAW.test(name))
  for (const name of derived) rmSync(join(dir, name))
  return derived
}

describe('deriving again', () => {
  it('gives every file byte for byte, from the raw records alone, wherever they are', async () => {
    const here = results('here', TRIALS)
    const there = results('there', TRIALS.toReversed())
    await deriveAll(here)
    const first = filesOf(here)
    await deriveAll(there)
    expect(filesOf(there)).toEqual(first)

    const derived = deleteDerived(here)
    expect(derived).toEqual(expect.arrayContaining(['summary.json', 'report.html', 'trials/fifo-tiny-s9-b9/latency.hdr']))
    await deriveAll(here)
    expect(filesOf(here)).toEqual(first)
  })

  it('writes nothing into the raw records', async () => {
    const dir = results('raw', TRIALS.slice(0, 2))
    const before = filesOf(dir)
    await deriveAll(dir)
    expect(filesOf(dir)).toMatchObject(before)
  })
})

describe('damaged records', () => {
  it('leave out that trial and name it; a half line of hammer.jsonl was never written', async () => {
    const dir = results('damaged', TRIALS.slice(0, 6))
    const whole = await deriveAll(results('whole', TRIALS.slice(2, 6)))
    writeFileSync(join(dir, 'trials/inline-tiny-s1-b1/trial.json'), '{"id": "inl')
    writeFileSync(join(dir, 'trials/fifo-tiny-s1-b1/citizens.csv'), 'citizen,journey\n')
    appendFileSync(join(dir, 'hammer.jsonl'), '{"strategy": "in')
    const { unreadable, ...summary } = await deriveAll(dir)
    expect(summary).toEqual(whole)
    expect(unreadable).toEqual([
      expect.stringMatching(/^trials\/fifo-tiny-s1-b1: citizens\.csv: the header is "citizen,journey".*names the commit/),
      expect.stringMatching(/^trials\/inline-tiny-s1-b1: trial\.json: not JSON \(damaged: restore the file/),
    ])
    const report = readFileSync(join(dir, 'report.md'), 'utf8')
    expect(report).toContain('Left out, unreadable: trials/inline')
    expect(report).not.toContain('| trials/inline-tiny-s1-b1/')
  })

  it.each([
    ['a threshold', { asserts: ['servedWithin.s31 >= 0.5'] }, /manifest\.json: threshold .*"servedWithin\.s31"/],
    [
      'a metric',
      { study: { primaryMetric: 'luck', direction: 'higher' as const, minimumEffect: 0.05, reference: 'inline', repeats: 1 } },
      /manifest\.json: study\.primaryMetric: there is no metric "luck"/,
    ],
  ])('%s that nobody knows is looked for in the manifest', async (name, manifest, message) => {
    const dir = join(root, name)
    writeExampleResults(dir, TRIALS.slice(0, 1), manifest)
    await expect(deriveAll(dir)).rejects.toThrow(message)
    await expect(deriveAll(dir)).rejects.toThrow(RecordError)
  })
})

describe('provenance', () => {
  it('names the raw files of every table and every picture, and they are there', async () => {
    const dir = results('provenance', TRIALS)
    await deriveAll(dir)
    const page = readFileSync(join(dir, 'report.html'), 'utf8')
    const count = (pattern: RegExp) => page.match(pattern)?.length ?? 0
    for (const [figure] of page.matchAll(/<figure[^]*?<\/figure>/g)) expect(figure).toContain('class="note source"')
    // Outside of figures: one for each table.
    expect(count(/class="note source"/g)).toBe(count(/<table>/g) + count(/<figure/g))
    const sources = Array.from(page.matchAll(/class="note source">([^]*?)<\/p>/g), (match) => match[1]!)
    const named = new Set(sources.flatMap((text) => Array.from(text.matchAll(/<code>([^<]*)<\/code>/g), (match) => match[1]!)))
    const files = Object.keys(filesOf(dir))
    for (const name of named) {
      const pattern = new RegExp(`^${name.replaceAll('.', String.raw`\.`).replaceAll('*', '[^/]+')}`)
      expect([name, files.some((file) => pattern.test(file))]).toEqual([name, true])
    }
  })

  it('gives the command of every trial', async () => {
    const dir = results('commands', TRIALS.slice(0, 2))
    await deriveAll(dir)
    const report = readFileSync(join(dir, 'report.md'), 'utf8')
    expect(report).toContain('| trials/fifo-tiny-s1-b1/ | npm start -- run tiny --strategy fifo --seed 1 | this trial |')
  })

  it('gives the command that makes more, and says so, where no command makes that trial alone', async () => {
    const rowsOf = async (name: string, trials: WrittenTrial[], manifest: Partial<Manifest>) => {
      const dir = join(root, name)
      writeExampleResults(dir, trials, manifest)
      await deriveAll(dir)
      return readFileSync(join(dir, 'report.md'), 'utf8').match(/^\| trials\/.*$/gm)
    }
    const rate = { facts: { scenario: 'at-90-per-s' } }
    const search = { command: 'capacity', argv: ['--strategy', 'fifo'] }
    expect(
      await rowsOf(
        'rate',
        [
          { strategy: 'fifo', ...rate },
          { strategy: 'fifo', block: 2, ...rate },
        ],
        search,
      ),
    ).toEqual([
      expect.stringContaining('| npm start -- capacity --strategy fifo --seed 1 | all 2 trials of this report |'),
      expect.stringContaining('| npm start -- capacity --strategy fifo --seed 1 | all 2 trials of this report |'),
    ])
    const [plain] = EXAMPLE_MANIFEST.strategies
    const arms = [plain!, { ...plain!, name: 'hurt', strategy: 'inline', faults: [{ fault: 'registry-narrowed', atS: 0 }] }]
    expect(
      await rowsOf(
        'planted',
        [
          { strategy: 'inline', block: 3, facts: { startedAt: 1 } },
          { strategy: 'hurt', block: 3, facts: { startedAt: 2 } },
        ],
        { strategies: arms },
      ),
    ).toEqual([
      expect.stringContaining('| npm start -- run tiny --strategy inline --seed 3 | this trial |'),
      expect.stringContaining('| npm start -- study tiny --seed 3 --repeats 1 | its block: this trial, as one of 2 |'),
    ])
    const byHand = { facts: { switchedByHand: [{ fault: 'registry-slow', on: true, atS: 3 }] } }
    expect(await rowsOf('by-hand', [{ strategy: 'fifo', ...byHand }], { command: 'up' })).toEqual([
      expect.stringContaining(
        '| npm start -- run tiny --strategy fifo --seed 1 | this trial, without the faults that were switched by hand |',
      ),
    ])
  })
})
