import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { ATTEMPT_COLUMNS } from '../records/attempt-record.ts'
import { CITIZEN_COLUMNS, type CitizenRecord } from '../records/citizen-record.ts'
import { writeCsv } from '../records/csv.ts'
import { EXAMPLE_MANIFEST } from '../records/example-manifest.ts'
import { exampleCitizen, exampleTrial, servedCitizen } from '../records/example-trial.ts'
import type { Manifest } from '../records/manifest.ts'
import { SAMPLE_COLUMNS } from '../records/sample-record.ts'
import type { TrialFacts } from '../records/trial-facts.ts'
import type { StudySummary } from '../statistics/study-summary.ts'
import { type Chart, lookOf } from './chart.ts'
import { deriveAll } from './derive-all.ts'
import { HOW_TO_READ } from './narrative.ts'
import { writeReports } from './write-reports.ts'

const DERIVED = ['summary.json', 'trials.jsonl', 'report.html', 'report.md', 'trials/inline-tiny-s1-b1/timeline.csv']
const HOSTILE = `</script><img src="http://evil.example/x" onerror='alert(1)'><!-- | \` & "`

const death = { process: 'portal', pid: 7, code: null, signal: 'SIGABRT', cause: 'heap-out-of-memory', unexpected: true } as const
const crowd = Array.from({ length: 70 }, (_, s) =>
  s % 7 === 0 ? exampleCitizen({ intendedMs: s * 1000 }) : servedCitizen(s * 1000, s * 1000 + 900),
)

let root: string
let dir: string
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'reports-'))
  dir = join(root, 'study')
  writeTrial('inline', crowd, { startedAt: 1, exits: [{ ...death, atS: 31, evidence: 'FATAL ERROR: heap limit' }] })
  writeTrial('fifo', crowd, { startedAt: 2 })
  writeManifest(EXAMPLE_MANIFEST)
  writeHammer('inline')
  await deriveAll(dir)
})
afterAll(() => rmSync(root, { recursive: true }))

function writeTrial(strategy: string, people: CitizenRecord[], facts: Partial<TrialFacts>, to = dir) {
  const id = `${strategy.replaceAll(/[^a-z]/g, '')}-tiny-s1-b1`
  const trial = join(to, 'trials', id)
  mkdirSync(trial, { recursive: true })
  const records = exampleTrial(people)
  writeFileSync(join(trial, 'trial.json'), JSON.stringify({ ...records.facts, id, strategy, ...facts }))
  writeCsv(join(trial, 'citizens.csv'), CITIZEN_COLUMNS, records.citizens)
  writeCsv(join(trial, 'attempts.csv'), ATTEMPT_COLUMNS, records.attempts)
  writeCsv(join(trial, 'samples.csv'), SAMPLE_COLUMNS, records.samples ?? [])
}

function writeManifest(manifest: Manifest, to = dir) {
  writeFileSync(join(to, 'manifest.json'), JSON.stringify(manifest))
}

function writeHammer(strategy: string, to = dir) {
  const outcomes = { ok: 90, rejected: 0, timedOut: 10, failed: 0, reset: 0, refused: 0 }
  const point = {
    strategy,
    durationS: 10,
    pagesPerS: 9,
    permitsPerS: null,
    outcomes,
    sent: 100,
    unanswered: 0,
    invalidReasons: [],
    deaths: [],
    autocannon: null,
  }
  writeFileSync(join(to, 'hammer.jsonl'), [10, 200].map((people) => JSON.stringify({ ...point, people }) + '\n').join(''))
}

const read = (name: string, from = dir) => readFileSync(join(from, name), 'utf8')
const readAll = () => DERIVED.map((name) => read(name))

/** Whatever would make a browser fetch something: attributes, CSS, imports. */
const LOADS =
  /<(?:link|img|iframe|script|source|object|embed|base)\b[^>]*\b(?:src|href|data)\s*=|url\(|@import|\bimport\s*\(|\bfetch\s*\(|XMLHttpRequest/i

describe('deriving', () => {
  it('gives the contract of summary.json from raw records, in the order of running', () => {
    const summary = JSON.parse(read('summary.json')) as StudySummary
    expect(Object.keys(summary)).toEqual([
      'command',
      'name',
      'hypothesis',
      'seed',
      'nominalCapacityPerS',
      'trials',
      'comparisons',
      'hammer',
      'citizens',
    ])
    expect(summary.trials.map(({ id }) => id)).toEqual(['inline-tiny-s1-b1', 'fifo-tiny-s1-b1'])
    expect(summary.trials[0]).toMatchObject({
      valid: true,
      citizens: { scheduled: 70, served: 60, gaveUp: 10 },
      crashes: [{ process: 'portal', atS: 31, signal: 'SIGABRT', cause: 'heap-out-of-memory' }],
    })
    expect(summary.comparisons).toMatchObject([
      { a: 'fifo', b: 'inline', ratio: 1, ci95: null, blocks: 1, verdict: 'cannot-tell' },
    ])
  })

  it('writes timelines with exactly the columns of the contract', () => {
    expect(read('trials/inline-tiny-s1-b1/timeline.csv').split('\n')[0]).toBe(
      'second,stage,scheduled,attempts,ok,rejected,timedOut,failed,reset,refused,acknowledged,permits,inFlight,backlog,p50Ms,p99Ms,poolWaiting,rssMb,heapMb,elu,portalUp',
    )
  })

  it('keeps the raw facts of every trial on a line', () => {
    const lines = read('trials.jsonl').trimEnd().split('\n')
    expect(lines.map((line) => (JSON.parse(line) as TrialFacts).strategy)).toEqual(['inline', 'fifo'])
  })

  it('gives the same bytes again, from the records and from the summary', async () => {
    const first = readAll()
    await deriveAll(dir)
    expect(readAll()).toEqual(first)
    await writeReports(dir)
    expect(readAll()).toEqual(first)
  })

  it('makes the reports from manifest, summary and timelines alone', async () => {
    const bare = join(root, 'bare')
    cpSync(dir, bare, {
      recursive: true,
      filter: (path) => !/(trial\.json|citizens\.csv|attempts\.csv|samples\.csv|hammer\.jsonl|report\.)/.test(path),
    })
    await writeReports(bare)
    expect(read('report.html', bare)).toBe(read('report.html'))
  })

  it('needs no trial: a hammer alone, or nothing yet', async () => {
    const empty = join(root, 'empty')
    mkdirSync(empty)
    writeManifest({ ...EXAMPLE_MANIFEST, command: 'hammer', finishedAt: null, interrupted: true }, empty)
    await deriveAll(empty)
    expect(read('report.html', empty)).toContain('Nothing was run.')
    writeHammer('inline', empty)
    expect(await deriveAll(empty)).toMatchObject({ trials: [], comparisons: [], hammer: [{ people: 10 }, { people: 200 }] })
    expect(read('report.html', empty)).toContain('More and more people at once')
    expect(read('report.html', empty)).toContain('No process died with up to 200 people at once')
  })

  it('names a directory that holds no results', async () => {
    await expect(deriveAll(join(root, 'nowhere'))).rejects.toThrow('manifest.json')
  })
})

describe('report.html', () => {
  it('loads nothing from anywhere, and forbids it', () => {
    const page = read('report.html').replace(/<script type="application\/json"[^]*?<\/script>/, '')
    expect(page).not.toMatch(LOADS)
    expect(page).toContain(`http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;`)
  })

  it('says what happened, what is hypothesis, and how to repeat it', () => {
    const page = read('report.html')
    for (const words of [
      'the portal died 11 s after the surge began (SIGABRT, out of heap memory)',
      'They do not describe its insides',
      'One trial each is a demonstration',
      'npm start -- study tiny --seed 1',
      'git checkout c0ffee',
    ])
      expect(page).toContain(words)
    expect(page).not.toContain('somewhere')
  })

  it('gives every table a caption and scopes, every plot a text alternative', () => {
    const page = read('report.html')
    const count = (pattern: RegExp) => page.match(pattern)?.length ?? 0
    expect(count(/<table>/g)).toBeGreaterThan(8)
    expect(count(/<caption>/g)).toBe(count(/<table>/g))
    expect(count(/<th(?=[ >])/g)).toBe(count(/<th scope="(?:col|row)"/g))
    const plots = page.match(/<div class="plot"[^>]*>/g) ?? []
    expect(plots.length).toBeGreaterThan(6)
    for (const plot of plots) expect(plot).toMatch(/role="img"[^]*aria-label="[^"]{20,}"/)
  })

  it('holds the data of every plot it shows', () => {
    const page = read('report.html')
    const data = JSON.parse(/<script type="application\/json" id="charts">([^]*?)<\/script>/.exec(page)![1]!) as { id: string }[]
    const places = Array.from(page.matchAll(/data-chart="([^"]*)"/g), (match) => match[1])
    expect(new Set(data.map(({ id }) => id))).toEqual(new Set(places))
    expect(data).toHaveLength(places.length)
  })

  it('draws a strategy in one colour everywhere, and with a dash of its own wherever several share a picture', () => {
    const data = /<script type="application\/json" id="charts">([^]*?)<\/script>/.exec(read('report.html'))![1]!
    const order = EXAMPLE_MANIFEST.strategies.map(({ name }) => name)
    const shared = (JSON.parse(data) as Chart[])
      .map(({ title, series }) => ({ title, series: series.filter(({ look }) => look.colour.startsWith('--strategy-')) }))
      .filter(({ series }) => new Set(series.map(({ look }) => look.colour)).size > 1)
    expect(shared.length).toBeGreaterThan(3)
    for (const { title, series } of shared)
      for (const { look } of series) {
        const { dash } = lookOf(order[Number(look.colour.at(-1)) - 1]!, order)
        expect([title, look.dash]).toEqual([title, dash])
      }
    expect(HOW_TO_READ.join(' ')).toContain('wherever several share a picture each has a dash of its own')
  })

  it('prints no NaN, undefined or Infinity', () => {
    const text = read('report.html').replaceAll(/<(script|style)\b[^]*?<\/\1>/g, '')
    expect(text).not.toMatch(/\bNaN\b|\bundefined\b|Infinity|\[object/)
    expect(read('report.md')).not.toMatch(/\bNaN\b|\bundefined\b|Infinity|\[object/)
  })
})

describe('hostile names', () => {
  it('stay text: in tables, attributes, data and Markdown', async () => {
    const hostile = join(root, 'hostile')
    mkdirSync(hostile)
    const [first, ...others] = EXAMPLE_MANIFEST.strategies
    const exits = [{ ...death, atS: 31, evidence: HOSTILE }]
    writeTrial(`inline${HOSTILE}`, crowd, { scenario: HOSTILE, exits, measurementFaults: [HOSTILE] }, hostile)
    writeTrial('fifo', crowd, { scenario: HOSTILE }, hostile)
    const strategies = [
      { ...first!, name: `inline${HOSTILE}`, summary: HOSTILE, reference: HOSTILE, options: { [HOSTILE]: HOSTILE } },
      ...others,
    ]
    writeManifest(
      { ...EXAMPLE_MANIFEST, name: HOSTILE, hypothesis: HOSTILE, argv: [HOSTILE], commit: HOSTILE, strategies },
      hostile,
    )
    writeHammer(HOSTILE, hostile)
    await deriveAll(hostile)

    const page = read('report.html', hostile)
    expect(page).not.toContain('<img')
    expect(page.match(/<\/script>/g)).toHaveLength(2)
    expect(page).not.toContain('<!--')
    expect(page.replaceAll(/<(script|style)\b[^]*?<\/\1>/g, '')).not.toMatch(/\son\w+='/)
    const data = JSON.parse(/<script type="application\/json" id="charts">([^]*?)<\/script>/.exec(page)![1]!) as {
      title: string
    }[]
    expect(data.map(({ title }) => title).join()).toContain(HOSTILE)

    // In Markdown nothing opens a tag outside of the fenced commands, and rows keep their cells.
    const markdown = read('report.md', hostile).replace(/```sh[^]*?\n```/, '')
    expect(markdown).not.toMatch(/(?<!\\)<(?=[a-z/!])/i)
    for (const line of markdown.split('\n').filter((one) => one.startsWith('| inline'))) expect(line).toMatch(/\|$/)
  })
})
