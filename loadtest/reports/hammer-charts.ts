import type { HammerRecord } from '../records/hammer-record.ts'
import { per, whole } from '../statistics/figures.ts'
import { type Chart, lookOf, type Series } from './chart.ts'
import { RAW } from './provenance.ts'
import type { Study } from './read-study.ts'

/** People at once against what they got. */
export function hammerCharts({ manifest, summary }: Study): Chart[] {
  const points = summary.hammer ?? []
  const people = Array.from(new Set(points.map((point) => point.people))).toSorted((a, b) => a - b)
  const order = manifest.strategies.map(({ name }) => name)
  const chart = (id: string, title: string, of: (point: HammerRecord) => number | null): Chart => {
    const series = Array.from(Map.groupBy(points, (point) => point.strategy)).map(([strategy, own]): Series => {
      const values = people.map((count) => {
        const point = own.find((candidate) => candidate.people === count)
        return point ? of(point) : null
      })
      return { label: strategy, look: lookOf(strategy, order), shape: 'points', values }
    })
    return {
      id,
      title,
      source: [RAW.hammer],
      alt: `${title} by people at once. ${series.map((one) => inWords(one, people)).join('. ')}. ${deathsInWords(points)}`,
      xLabel: 'people at once',
      yLabel: 'per second',
      xScale: 'even',
      yScale: 'linear',
      yMax: null,
      x: people,
      series,
      bands: [],
      marks: points.filter(died).map((point) => ({ at: people.indexOf(point.people), label: `${point.strategy} died` })),
      levels: [],
    }
  }
  return [
    chart('hammer-pages', 'Pages opened', (point) => point.pagesPerS),
    ...(points.some((point) => point.permitsPerS !== null)
      ? [chart('hammer-permits', 'Permits seen', (point) => point.permitsPerS)]
      : []),
  ]
}

function died({ deaths }: HammerRecord): boolean {
  return deaths.some((death) => death.unexpected)
}

function inWords({ label, values }: Series, people: readonly number[]): string {
  const words = people.map(
    (count, index) => `${values[index] == null ? 'unknown' : per(values[index])} with ${whole(count)} people`,
  )
  return `${label}: ${words.join(', ')}`
}

function deathsInWords(points: readonly HammerRecord[]): string {
  const deadly = points.filter(died).map((point) => whole(point.people))
  return deadly.length === 0 ? 'No process died.' : `A process died with ${deadly.join(', ')} people.`
}
