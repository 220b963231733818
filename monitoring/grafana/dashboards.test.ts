import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import type { Dataquery } from '@grafana/grafana-foundation-sdk/prometheus'
import * as names from '../metric-names.ts'
import { dashboardQueries, panelsOf, readDashboard } from './dashboard-queries.ts'
import { dashboardJson, DASHBOARDS } from './dashboards.ts'
import { SCRAPE_INTERVAL } from './query.ts'

const here = (path: string) => join(import.meta.dirname, path)
const text = (path: string) => readFileSync(here(path), 'utf8')

it('git keeps what the code says (else: npm run dashboards)', () => {
  expect(readdirSync(here('generated')).sort()).toEqual(DASHBOARDS.map(({ file }) => file).sort())
  for (const each of DASHBOARDS) expect(text(`generated/${each.file}`)).toBe(dashboardJson(each))
})

describe.each(DASHBOARDS.map(({ file }) => file))('%s', (file) => {
  const dashboard = readDashboard(file)
  const panels = panelsOf(dashboard)

  it('has an address that Grafana takes, and its variables and marks', () => {
    expect(dashboard.uid).toBe(`antrean-${file.replace('.json', '')}`)
    expect(dashboard.uid!.length).toBeLessThanOrEqual(40)
    expect(dashboard.templating.list!.map(({ name }) => name)).toEqual(['datasource', 'strategy', 'scenario', 'trial'])
    expect(dashboard.annotations.list!.map(({ name }) => name)).toEqual(['Stages', 'Deaths', 'Restarts'])
  })

  it('numbers and places every panel once', () => {
    const ids = dashboard.panels!.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    const cells = dashboard.panels!.flatMap(({ gridPos }) => cellsOf(gridPos!))
    expect(new Set(cells).size).toBe(cells.length)
    // Full lines: a gap would mean that widths do not add up to 24.
    const lines = Map.groupBy(panels, ({ gridPos }) => gridPos!.y)
    for (const line of lines.values()) expect(line.reduce((sum, { gridPos }) => sum + gridPos!.w, 0)).toBe(24)
  })

  it('says of every panel what it shows, once', () => {
    const titles = panels.map(({ title }) => title)
    expect(new Set(titles).size).toBe(titles.length)
    for (const { title, description } of panels)
      expect([title, description]).toEqual([expect.stringMatching(/./), expect.stringMatching(/\.$/)])
  })

  it('asks the chosen Prometheus, in steps of a scrape', () => {
    for (const { targets } of panels) {
      const queries = targets as Dataquery[]
      expect(new Set(queries.map(({ refId }) => refId)).size).toBe(queries.length)
      for (const { datasource, interval } of queries) {
        expect({ datasource, interval }).toEqual({
          datasource: { type: 'prometheus', uid: '${datasource}' },
          interval: SCRAPE_INTERVAL,
        })
      }
    }
  })
})

it('asks for metrics that there are', () => {
  const known = new Set<string>(Object.values(names))
  const asked = dashboardQueries().flatMap(({ expr }) => expr.match(/\b(?:antrean|nodejs|process)_[a-z0-9_]+/g) ?? [])
  const unknown = asked.filter((name) => !known.has(name) && !known.has(name.replace(/_(?:bucket|sum|count)$/, '')))
  expect(new Set(unknown)).toEqual(new Set())
})

it('shows every metric somewhere', () => {
  const asked = dashboardQueries()
    .map(({ expr }) => expr)
    .join('\n')
  expect(Object.values(names).filter((name) => !asked.includes(name))).toEqual([])
})

it('is scraped as often as the queries believe', () => {
  const files = ['../prometheus/lab.yml', '../prometheus/prometheus.yml'].map(text)
  for (const file of files) expect(file).toMatch(new RegExp(`^ +scrape_interval: ${SCRAPE_INTERVAL}$`, 'm'))
  expect(text('provisioning/datasources/prometheus.yml')).toMatch(new RegExp(`^ +timeInterval: ${SCRAPE_INTERVAL}$`, 'm'))
})

function cellsOf({ x, y, w, h }: { x: number; y: number; w: number; h: number }): string[] {
  return Array.from({ length: w * h }, (_each, index) => `${x + (index % w)},${y + Math.floor(index / w)}`)
}
