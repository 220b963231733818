import type { CapacityRecord } from '../records/capacity-record.ts'
import type { HammerRecord } from '../records/hammer-record.ts'
import { per } from '../statistics/figures.ts'
import { parseThreshold } from '../statistics/thresholds.ts'
import { uslThroughput } from '../statistics/usl.ts'
import { beyond } from './capacity-sentences.ts'
import { type Chart, lookOf, OFFERED } from './chart.ts'
import { figureLabel } from './figure-words.ts'

const PLAIN = { xScale: 'linear', yScale: 'linear', yMax: null, bands: [], marks: [], levels: [] } as const
/** The trials of one rate are told apart by them. */
const TRIAL_DASHES = [[], [7, 4], [2, 3], [9, 3, 2, 3]]
/** Points of the fitted curve: a smooth line on paper too. */
const CURVE_POINTS = 120

/** The promise against the rate, and people at once with the fitted law. */
export function capacityCharts(record: CapacityRecord, hammer: readonly HammerRecord[]): Chart[] {
  return [...promiseCharts(record), ...uslCharts(record, hammer)]
}

function promiseCharts({ strategy, slo, rates, knee }: CapacityRecord): Chart[] {
  const most = Math.max(0, ...rates.map(({ trials }) => trials.length))
  if (rates.length === 0) return []
  return slo.map((text, index) => {
    const { metric, limit } = parseThreshold(text)
    const valueOf = (rate: number, trial: number) => rates[rate]!.trials[trial]?.values[index]?.value ?? null
    const series = Array.from({ length: most }, (_, trial) => ({
      label: most === 1 ? strategy : `trial ${trial + 1}`,
      look: { ...lookOf(strategy, [strategy]), dash: TRIAL_DASHES[trial % TRIAL_DASHES.length]! },
      shape: 'points' as const,
      values: rates.map((_rate, at) => valueOf(at, trial)),
    }))
    const words = rates.map(
      ({ ratePerS, met }) => `${per(ratePerS)}/s ${met === null ? 'undecided' : met ? 'held' : 'did not hold'}`,
    )
    return {
      ...PLAIN,
      id: `capacity-${index}`,
      title: figureLabel(metric),
      alt: `${metric} of ${strategy} by arrival rate; the promise is ${text}. ${words.join(', ')}.`,
      xLabel: 'people who arrive per second',
      yLabel: `promised: ${text}`,
      x: rates.map(({ ratePerS }) => ratePerS),
      series,
      marks: knee.ratePerS === null ? [] : [{ at: knee.ratePerS, label: 'holds up to here', tone: 'place' as const }],
      levels: [{ at: limit, label: 'promised' }],
    }
  })
}

function uslCharts({ strategy, usl }: CapacityRecord, hammer: readonly HammerRecord[]): Chart[] {
  const fit = usl?.fit
  const points = hammer.filter(({ permitsPerS, invalidReasons }) => permitsPerS !== null && invalidReasons.length === 0)
  if (!fit || points.length === 0) return []
  const most = Math.max(...points.map(({ people }) => people))
  const grid = Array.from({ length: CURVE_POINTS }, (_, index) => (most * (index + 1)) / CURVE_POINTS)
  const x = [...new Set([...grid, ...points.map(({ people }) => people)])].toSorted((a, b) => a - b)
  const law = [fit.lambda.value, fit.sigma.value, fit.kappa.value] as const
  const measured = x.map((people) => points.find((point) => point.people === people)?.permitsPerS ?? null)
  const { peak } = fit
  const curve =
    peak === null
      ? `peaks ${beyond(fit.most)}`
      : `peaks at ${per(peak.people.value)} people with ${per(peak.throughput.value)} permits a second`
  return [
    {
      ...PLAIN,
      id: 'capacity-usl',
      title: 'People at once: permits seen, and the Universal Scalability Law',
      alt:
        `${points.map((point) => `${per(point.people)} people: ${per(point.permitsPerS!)} permits a second`).join(', ')}. ` +
        `The fitted curve ${curve}.`,
      xLabel: 'people at once',
      yLabel: 'permits per second',
      x,
      series: [
        { label: 'measured', look: lookOf(strategy, [strategy]), shape: 'points', values: measured },
        { label: 'fitted', look: OFFERED, shape: 'line', values: x.map((count) => uslThroughput(law, count)) },
      ],
      marks: peak === null ? [] : [{ at: peak.people.value, label: 'peak', tone: 'place' as const }],
    },
  ]
}
