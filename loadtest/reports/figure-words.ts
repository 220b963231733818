import { millis, per, percent, seconds, whole } from '../statistics/figures.ts'
import { type MetricGroup, metricPaths } from '../statistics/metric.ts'

/** Every figure of a trial (statistics/metric.ts) as people call it, and as it is written. */
interface Words {
  label: string
  write: (value: number) => string
}

const GROUPS: Record<MetricGroup, Words> = {
  permitGoodputPerS: { label: 'Permits in time per second', write: per },
  ackGoodputPerS: { label: 'Acknowledgements per second', write: per },
  servedShare: { label: 'Served of those who came', write: percent },
  servedWithin: { label: 'Held a permit', write: percent },
  pageOpened: { label: 'Pages opened within 10 s', write: percent },
  availability: { label: 'Available', write: percent },
  promiseKept: { label: 'Promise kept', write: percent },
  wastedWork: { label: 'Wasted agency calls', write: percent },
  latencyMs: { label: 'Wait for the acknowledgement', write: millis },
  pageMs: { label: 'Wait for the page', write: millis },
  timeToPermitS: { label: 'Wait for the permit', write: seconds },
  cpuSecondsPerPermit: { label: 'CPU per permit', write: (s) => millis(s * 1000) },
  cpuCorePct: { label: 'CPU of the core', write: (pct) => `${per(pct)} %` },
  recoveryS: { label: 'Recovered after', write: seconds },
  backlogClearedS: { label: 'Backlog cleared after', write: seconds },
  citizens: { label: 'People', write: per },
  attempts: { label: 'Attempts', write: per },
  crashes: { label: 'Deaths', write: per },
  ledger: { label: 'Ledger', write: per },
  generator: { label: 'Generator', write: per },
}

const NAMES: Record<string, string> = {
  before: 'before the surge',
  during: 'during the surge',
  after: 'after the surge',
  s5: 'within 5 s',
  s30: 'within 30 s',
  s120: 'within 120 s',
  p50: 'half of the people (p50)',
  p90: 'p90',
  p95: 'p95',
  p99: '1 in 100 waits longer (p99)',
  max: 'the longest',
  postgres: 'PostgreSQL',
  redis: 'Redis',
  turnedAway: 'turned away',
  gaveUp: 'gave up',
  notSent: 'not sent',
  timedOut: 'timed out',
  wrongNib: 'wrong NIB',
}

/** Where neither group nor name says enough, or the unit is another one. */
const OWN: Record<string, Partial<Words>> = {
  'latencyMs.count': { label: 'Wait for the acknowledgement, people measured', write: per },
  'latencyMs.censored': { label: 'Wait for the acknowledgement, of them gave up', write: per },
  'pageMs.count': { label: 'Wait for the page, people measured', write: per },
  'pageMs.censored': { label: 'Wait for the page, of them gave up', write: per },
  'crashes.length': { label: 'Deaths' },
  'generator.lagP99Ms': { label: 'Generator: late by (p99)', write: (ms) => `${per(ms)} ms` },
  'generator.cpuPct': { label: 'Generator: CPU of its core', write: (pct) => `${per(pct)} %` },
  'generator.stealPct': { label: 'Generator: CPU taken away by others', write: (pct) => `${per(pct)} %` },
  'generator.socketsMax': { label: 'Generator: most sockets at once', write: whole },
}

/** @param path as metricPaths() has it; any other is its own label */
export function figureLabel(path: string): string {
  const [group, name] = path.split('.')
  const own = OWN[path]?.label
  if (own !== undefined || !metricPaths().includes(path)) return own ?? path
  const { label } = GROUPS[group as MetricGroup]
  return name === undefined ? label : `${label}, ${NAMES[name] ?? name}`
}

export function writtenFigure(path: string, value: number): string {
  return (OWN[path]?.write ?? GROUPS[path.split('.')[0] as MetricGroup].write)(value)
}
