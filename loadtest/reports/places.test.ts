import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { COHORT_COLUMNS } from '../statistics/cohorts.ts'
import { SERVED_COLUMNS, TIMELINE_COLUMNS } from '../statistics/timeline.ts'
import { filledStudy } from './filled-study.ts'
import { htmlReport } from './html-report.ts'
import { PLACES } from './places.ts'
import type { Study } from './read-study.ts'
import { PARTS } from './report-sections.ts'
import type { SectionId } from './section-id.ts'

let root: string
let study: Study
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'places-'))
  study = await filledStudy(root)
})
afterAll(() => rmSync(root, { recursive: true }))

/** Another value of the same kind, where a value has a meaning that any other would not have. */
const INSTEAD: Record<string, unknown> = {
  'study.primaryMetric': 'pageOpened',
  // The shortest of several trials: a longer one changes nothing.
  'trials[].latencyMs.censoredFromMs': 1,
  'trials[].pageMs.censoredFromMs': 1,
}

/** Of one citizen's story, which is shown as a whole. */
const IN_A_STORY: Record<string, unknown> = { step: 'search', saw: 'rejected', fate: 'late', outcome: 'reset' }

function changed(value: unknown, path: string): unknown {
  if (path in INSTEAD) return INSTEAD[path]
  const name = path.split('.').at(-1)!
  if (path.startsWith('citizens[].example') && name in IN_A_STORY) return IN_A_STORY[name]
  if (typeof value === 'number') return value * 2 + 3
  if (typeof value === 'boolean') return !value
  return typeof value === 'string' ? `X${value}` : value === null ? 0.5 : ['changed']
}

/** A value by its path, and how to get there (names may have dots in them). */
interface Leaf {
  path: string
  steps: readonly string[]
}

/** Of every array the first element, which stands for all; an empty array or object is a leaf itself. */
function leavesOf(value: unknown, { path, steps }: Leaf = { path: '', steps: [] }): Leaf[] {
  const inside = typeof value !== 'object' || value === null ? [] : Object.entries(value)
  if (inside.length === 0) return [{ path, steps }]
  const shown = Array.isArray(value) ? inside.slice(0, 1) : inside
  return shown.flatMap(([name, one]) =>
    leavesOf(one, { path: Array.isArray(value) ? `${path}[]` : path === '' ? name : `${path}.${name}`, steps: [...steps, name] }),
  )
}

function change<T extends object>(whole: T, leaves: readonly Leaf[]): T {
  const copy = structuredClone(whole)
  for (const { path, steps } of leaves) {
    const parent = steps.slice(0, -1).reduce<unknown>((inside, step) => (inside as Record<string, unknown>)[step], copy)
    const name = steps.at(-1)!
    ;(parent as Record<string, unknown>)[name] = changed((parent as Record<string, unknown>)[name], path)
  }
  return copy
}

/** The line of the list that speaks of a leaf: the one for it alone, else the longest that fits. */
function lineFor({ path }: Leaf, lines: readonly string[]): string | undefined {
  const fits = (line: string) => {
    const stem = line.replace(/\.\*$/, '')
    return path === line || [`${stem}.`, `${stem}[`].some((start) => path.startsWith(start))
  }
  return lines.filter(fits).toSorted((a, b) => Number(b === path) - Number(a === path) || b.length - a.length)[0]
}

/** Everything of a section: its markup, and the data of its pictures. */
async function contentOf(id: SectionId, shown: Study): Promise<string> {
  const section = PARTS.flatMap(({ sections }) => sections).find((one) => one.id === id)
  if (section) return JSON.stringify(section.body(shown))
  const page = await htmlReport(shown)
  const start = page.indexOf(` id="${id}"`)
  expect([id, start > 0]).toEqual([id, true])
  return page.slice(start, page.indexOf('<section ', start))
}

/** Lines of the list beside what they speak of: each value by itself, or one whole where the line names the whole. */
function unitsOf(file: keyof typeof PLACES, value: object): { line: string; leaves: Leaf[] }[] {
  const lines = Object.keys(PLACES[file])
  const leaves = Map.groupBy(leavesOf(value), (leaf) => lineFor(leaf, lines))
  expect([file, (leaves.get(undefined) ?? []).map(({ path }) => path)]).toEqual([file, []])
  expect([file, lines.filter((line) => !leaves.has(line))]).toEqual([file, []])
  return lines.flatMap((line) => {
    const own = leaves.get(line)!
    return line.endsWith('.*') ? own.map((leaf) => ({ line, leaves: [leaf] })) : [{ line, leaves: own }]
  })
}

async function unseenIn(
  file: keyof typeof PLACES,
  value: object,
  withChange: (leaves: readonly Leaf[]) => Study,
): Promise<string[]> {
  const unseen: string[] = []
  for (const { line, leaves } of unitsOf(file, value)) {
    const place = PLACES[file][line]!
    if (typeof place !== 'string') continue
    const [before, after] = [await contentOf(place, study), await contentOf(place, withChange(leaves))]
    expect([place, before.length > 2]).toEqual([place, true])
    if (before === after) unseen.push(`${leaves.map(({ path }) => path).join(', ')} in ${place}`)
  }
  return unseen
}

describe('everything has a place on the page, or is left out on purpose', () => {
  it('of the summary', async () => {
    const { summary } = study
    const unseen = await unseenIn('summary.json', summary, (leaves) => ({ ...study, summary: change(summary, leaves) }))
    expect(unseen).toEqual([])
  }, 60_000)

  it('of the manifest', async () => {
    const { manifest } = study
    const unseen = await unseenIn('manifest.json', manifest, (leaves) => ({ ...study, manifest: change(manifest, leaves) }))
    expect(unseen).toEqual([])
  })

  it.each([
    ['timeline.csv', 'rows', TIMELINE_COLUMNS],
    ['served.csv', 'served', SERVED_COLUMNS],
    ['cohorts.csv', 'cohorts', COHORT_COLUMNS],
  ] as const)('of %s', async (file, name, columns) => {
    const id = study.summary.trials[0]!.id
    const own = study.series.get(id)!
    expect(Object.keys(PLACES[file])).toEqual(Object.keys(columns))
    const unseen = await unseenIn(file, own[name][0]!, ([leaf]) => {
      const column = leaf!.path
      const other = (row: object) => (column === 'portalUp' ? 0 : Number(row[column as never]) * 2 + 3)
      const rows = own[name].map((row) => ({ ...row, [column]: other(row) }))
      return { ...study, series: new Map(study.series).set(id, { ...own, [name]: rows }) }
    })
    expect(unseen).toEqual([])
  })
})

it('tells the reader what is left out, and why', async () => {
  const page = await htmlReport(study)
  expect(page).toContain('rssMb')
  expect(page).toContain('that is what the envelope bounds')
})
