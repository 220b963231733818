import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { ATTEMPT_COLUMNS } from '../records/attempt-record.ts'
import { CITIZEN_COLUMNS, type CitizenRecord } from '../records/citizen-record.ts'
import { readCsv, writeCsv } from '../records/csv.ts'
import { EXAMPLE_MANIFEST } from '../records/example-manifest.ts'
import { exampleCitizen, exampleTrial, servedCitizen } from '../records/example-trial.ts'
import { PAIRED_CITIZEN_COLUMNS } from '../statistics/citizen-by-citizen.ts'
import { summariseStudy } from '../statistics/summarise-study.ts'
import { summariseTrial } from '../statistics/summarise-trial.ts'
import type { StudySummary } from '../statistics/study-summary.ts'
import type { TrialSummary } from '../statistics/trial-summary.ts'
import { citizenSection, citizenTables } from './citizen-section.ts'
import { deriveCitizens } from './derive-citizens.ts'
import { html } from './html.ts'
import { markdownTable } from './table.ts'

const HOSTILE = `<img src=x onerror="alert(1)">`
/** Of five people in the surge, one is served under both, three only under the other strategy, one under neither. */
const times = [21_000, 22_000, 23_000, 24_000, 25_000].map((intendedMs) => ({ intendedMs, stage: 'surge' }))
const gone = times.map((person, index) => (index === 0 ? served(person) : exampleCitizen(person)))
const helped = times.map((person, index) => (index === 4 ? exampleCitizen(person) : served(person)))

function served({ intendedMs, stage }: { intendedMs: number; stage: string }) {
  return servedCitizen(intendedMs, intendedMs + 9000, { stage })
}

let root: string
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'citizens-'))
})
afterAll(() => rmSync(root, { recursive: true }))

function writeTrial(dir: string, strategy: string, people: readonly CitizenRecord[], block = 1): TrialSummary {
  const records = exampleTrial(people)
  const facts = { ...records.facts, id: `${strategy.replaceAll(/\W/g, '')}-b${block}`, strategy, block }
  const trial = join(dir, 'trials', facts.id)
  mkdirSync(trial, { recursive: true })
  writeFileSync(join(trial, 'trial.json'), JSON.stringify(facts))
  writeCsv(join(trial, 'citizens.csv'), CITIZEN_COLUMNS, records.citizens)
  writeCsv(join(trial, 'attempts.csv'), ATTEMPT_COLUMNS, records.attempts)
  return summariseTrial({ ...records, facts })
}

async function studyOf(name: string, other = 'fifo'): Promise<{ dir: string; summary: StudySummary }> {
  const dir = join(root, name)
  const trials = [1, 2].flatMap((block) => [writeTrial(dir, 'inline', gone, block), writeTrial(dir, other, helped, block)])
  const citizens = await deriveCitizens(dir, trials, 'inline')
  return { dir, summary: { ...summariseStudy(EXAMPLE_MANIFEST, trials), citizens } }
}

function markupOf(summary: StudySummary): string {
  return html`${citizenSection(summary).filter((part) => part !== null)}`.markup
}

describe('citizen by citizen', () => {
  it('pairs the same people of every block', async () => {
    const { summary } = await studyOf('pairs')
    expect(summary.citizens).toHaveLength(1)
    expect(summary.citizens![0]).toMatchObject({
      scenario: 'tiny',
      a: 'fifo',
      b: 'inline',
      people: { both: 2, onlyA: 6, onlyB: 0, neither: 2 },
      leftOut: 0,
      blocks: [
        { block: 1, both: 1, onlyA: 3, onlyB: 0, neither: 1 },
        { block: 2, both: 1, onlyA: 3, onlyB: 0, neither: 1 },
      ],
      groups: [{ journey: 'returning-applicant', stage: 'surge', both: 2, onlyA: 6, onlyB: 0, neither: 2 }],
      example: { citizen: 2, block: 1, a: { trial: 'fifo-b1', fate: 'served' }, b: { trial: 'inline-b1', fate: 'gaveUp' } },
    })
  })

  it('writes one row for every person and block, the same bytes every time', async () => {
    const { dir, summary } = await studyOf('rows')
    const path = join(dir, 'paired-citizens.csv')
    const rows = await Array.fromAsync(readCsv(path, PAIRED_CITIZEN_COLUMNS))
    expect(rows).toHaveLength(10)
    expect(rows[1]).toMatchObject({ block: 1, citizen: 1, strategyFate: 'served', referenceFate: 'gaveUp', strategyWaitMs: 9000 })
    const again = join(root, 'again')
    cpSync(dir, again, { recursive: true })
    rmSync(join(again, 'paired-citizens.csv'))
    expect(await deriveCitizens(again, summary.trials, 'inline')).toEqual(summary.citizens)
    expect(readFileSync(join(again, 'paired-citizens.csv'))).toEqual(readFileSync(path))
  })

  it('draws both stories of one person, and tells them in words', async () => {
    const { summary } = await studyOf('stories')
    const markup = markupOf(summary)
    expect(markup).toContain('Under inline: gave up. Under fifo: holds her permit.')
    expect(markup.match(/<svg\s/g)).toHaveLength(1)
    expect(markup).toMatch(/role="img"\s+aria-labelledby="citizen-fifo-tiny-title citizen-fifo-tiny-story"/)
    expect(markup).toMatch(/<desc[^>]*>Under inline: .*tried to apply: no answer within 20 s.*<\/desc>/s)
    expect(markup).toContain('permit, NIB 2211250000001')
    expect(markup).not.toMatch(/NaN|undefined|Infinity/)
  })

  it('folds away all stories but that of the strategy that helped most people', async () => {
    const dir = join(root, 'several')
    const one = helped.map((person, index) => (index === 1 ? person : gone[index]!))
    const trials = [writeTrial(dir, 'inline', gone), writeTrial(dir, 'little', one), writeTrial(dir, 'much', helped)]
    const citizens = await deriveCitizens(dir, trials, 'inline')
    const summary = { ...summariseStudy(EXAMPLE_MANIFEST, trials), citizens }
    expect(markupOf(summary)).toMatch(
      /under inline and under much.*<details>\s*<summary>\s*One citizen, twice: inline and little/s,
    )
    const [, story] = citizenTables(summary)
    expect(story!.note).toContain('Under much: holds her permit.')
  })

  it('opens no tag and no table cell, whatever a strategy is called', async () => {
    const { summary } = await studyOf('hostile', HOSTILE)
    expect(markupOf(summary)).not.toContain(HOSTILE)
    for (const table of citizenTables(summary)) expect(markdownTable(table!)).not.toMatch(/(?<!\\)<img/)
  })

  it('says nothing where nothing can be paired', async () => {
    const dir = join(root, 'alone')
    const trials = [writeTrial(dir, 'inline', gone), { ...writeTrial(dir, 'fifo', helped), valid: false }]
    expect(await deriveCitizens(dir, trials, 'inline')).toEqual([])
    const summary = summariseStudy(EXAMPLE_MANIFEST, trials)
    expect(citizenSection(summary).every((part) => part === null)).toBe(true)
    expect(citizenTables(summary).every((table) => table === null)).toBe(true)
  })

  it('shows no story when everybody fared alike', async () => {
    const dir = join(root, 'alike')
    const trials = [writeTrial(dir, 'inline', gone), writeTrial(dir, 'fifo', gone)]
    const citizens = await deriveCitizens(dir, trials, 'inline')
    expect(citizens[0]).toMatchObject({ people: { both: 1, neither: 4 }, example: null })
    expect(markupOf({ ...summariseStudy(EXAMPLE_MANIFEST, trials), citizens })).not.toContain('<svg')
  })
})
