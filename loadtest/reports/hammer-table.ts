import { describeExit } from '../statistics/crash-sentence.ts'
import { millis, per, seconds, whole } from '../statistics/figures.ts'
import type { HammerRecord } from '../records/hammer-record.ts'
import { known } from './people-tables.ts'
import { RAW } from './provenance.ts'
import type { Table } from './table.ts'

/** What people experienced, at each number of people at once. */
export function hammerTable(points: readonly HammerRecord[]): Table {
  return {
    caption: 'People at once: what they experienced',
    source: [RAW.hammer],
    head: [
      'Strategy, people at once',
      'Pages opened/s',
      'Permits/s',
      'OK',
      'Rejected',
      'Timed out',
      'Failed',
      'Reset',
      'Refused',
      'Deaths',
    ],
    words: [9],
    rows: points.map(({ strategy, people, pagesPerS, permitsPerS, outcomes, deaths, invalidReasons }) => [
      `${strategy}, ${whole(people)}${invalidReasons.length > 0 ? ` (invalid: ${invalidReasons.join('; ')})` : ''}`,
      per(pagesPerS),
      known(per)(permitsPerS),
      ...[outcomes.ok, outcomes.rejected, outcomes.timedOut, outcomes.failed, outcomes.reset, outcomes.refused].map(whole),
      deathsOf(deaths),
    ]),
    note: 'A closed population: so many people, each with one request under way, who refresh when their patience is over.',
  }
}

/** The load tool's own summary of the same seconds. */
export function autocannonTable(points: readonly HammerRecord[]): Table {
  return {
    caption: "The same seconds in autocannon's own words",
    source: [RAW.hammer],
    head: ['Strategy, people at once', 'Requests/s', 'Sent', '2xx', 'Other', 'Errors', 'Timeouts', 'Resets', 'p50', 'p99'],
    rows: points.map(({ strategy, people, autocannon: own }) => [
      `${strategy}, ${whole(people)}`,
      own && per(own.requestsPerS),
      ...(['requestsSent', 'status2xx', 'non2xx', 'errors', 'timeouts', 'resets'] as const).map(
        (name) => own && whole(own[name]),
      ),
      own && millis(own.latencyP50Ms),
      own && millis(own.latencyP99Ms),
    ]),
    note:
      'Its latencies hold answered requests only: what timed out never reaches them, so a collapsing portal looks quick. That is why ' +
      'this lab counts what people experienced.',
  }
}

function deathsOf(deaths: HammerRecord['deaths']): string {
  const crashes = deaths.filter((death) => death.unexpected)
  return crashes.length === 0
    ? 'none'
    : crashes.map((death) => `${death.process} at ${seconds(death.atS)} (${describeExit(death)})`).join('; ')
}
