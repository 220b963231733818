import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { metricPaths } from '../statistics/metric.ts'
import type { Cell } from './cell.ts'

const LOADTEST = new URL('..', import.meta.url).pathname
const DOCUMENT = readFileSync(new URL('../../docs/columns.md', import.meta.url), 'utf8')

/** Every `export const X_COLUMNS` of the lab, wherever it is. */
const DEFINED = globSync('**/*.ts', { cwd: LOADTEST }).flatMap((file) =>
  Array.from(readFileSync(join(LOADTEST, file), 'utf8').matchAll(/^export const (\w+_COLUMNS)\b/gm), ([, name]) => ({
    file,
    name: name!,
  })),
)
const SECTIONS = DOCUMENT.split(/^##+ /m).slice(1)

/** Rows of the first table in a piece of Markdown, without its head. */
function tableOf(markdown: string): string[][] {
  const lines = markdown.split('\n').filter((line) => line.startsWith('|'))
  return lines.slice(2).map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  )
}

function typeOf({ expects }: Cell<unknown>): string {
  return expects
    .replace('a whole number from 0', 'integer')
    .replace('a finite number', 'number')
    .replace(', or nothing', ' or empty')
}

describe('docs/columns.md', () => {
  it.each(DEFINED)('lists exactly the columns of $name, with their types', async ({ file, name }) => {
    const module = (await import(join(LOADTEST, file))) as Record<string, Record<string, Cell<unknown>>>
    const section = SECTIONS.find((text) => text.includes(`Code: \`${name}\``))
    expect([name, section === undefined ? 'is missing' : 'is there']).toEqual([name, 'is there'])
    const documented = tableOf(section!).map(([column, type]) => [column, type])
    expect(documented).toEqual(Object.entries(module[name]!).map(([column, cell]) => [column, typeOf(cell)]))
  })

  it('has no table of columns that are not in the code', () => {
    const named = Array.from(DOCUMENT.matchAll(/Code:\s`(\w+)`/g), (match) => match[1])
    expect(new Set(named)).toEqual(new Set(DEFINED.map(({ name }) => name)))
    expect(named).toHaveLength(DEFINED.length)
  })

  it('names every metric', () => {
    const figures = DOCUMENT.slice(DOCUMENT.indexOf('## Figures of a trial'))
    const documented = tableOf(figures.slice(0, figures.indexOf('## Reading'))).flatMap(([metric]) => {
      const [group, names] = metric!.split(': ')
      return names === undefined ? [group] : names.split(', ').map((name) => `${group}.${name}`)
    })
    expect(new Set(documented)).toEqual(new Set(metricPaths()))
  })
})
