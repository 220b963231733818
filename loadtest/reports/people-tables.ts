import { byStrategy, type StrategyResult } from '../statistics/by-strategy.ts'
import { millis, per, percent, seconds, whole } from '../statistics/figures.ts'
import type { StudySummary } from '../statistics/study-summary.ts'
import type { TrialSummary } from '../statistics/trial-summary.ts'
import { RAW } from './provenance.ts'
import { blockShown, labelOf, nameOf, representativeTrials } from './representative-trials.ts'
import type { Cell, Table } from './table.ts'

/** What became of the people, one row a strategy. */
export function fatesTable(summary: StudySummary): Table {
  return {
    caption: 'What became of the same people',
    source: [RAW.citizens, RAW.facts],
    head: ['Strategy', 'People', 'Permit within 30 s', 'Later', 'Still waiting', 'Turned away', 'Gave up', 'Not sent', 'Lost'],
    rows: byStrategy(summary.trials).map((result) => fatesRow(result, summary)),
    note:
      'People who came for a permit; visitors who only open pages are counted below. Still waiting: holds an acknowledgement, had not ' +
      'seen the result when the trial ended. Not sent: the generator failed, not the portal. Lost: acknowledged, and no row in the database.',
  }
}

function fatesRow({ strategy, scenario, citizens, validTrials, ledger }: StrategyResult, summary: StudySummary): Cell[] {
  const { scheduled, served, late, waiting, turnedAway, gaveUp, notSent } = citizens
  const share = (count: number) => (count === 0 ? '0' : `${whole(count)} (${percent(count / scheduled)})`)
  return [
    labelOf({ strategy, scenario }, summary) + (validTrials === 0 ? ' (invalid)' : ''),
    whole(scheduled),
    ...[served, late, waiting, turnedAway, gaveUp].map(share),
    whole(notSent),
    ledger && whole(ledger.lost),
  ]
}

/** Figures of one trial a strategy, the one that is drawn; one row a strategy, in tables that fit a page. The comparison has the means. */
export function measuresTables(summary: StudySummary): Table[] {
  const trials = representativeTrials(summary)
  const rows = (of: (trial: TrialSummary) => Cell[]) => trials.map((trial) => [nameIn(trials, trial, summary), ...of(trial)])
  const caption = (text: string) => text + ofBlock(trials, summary)
  return [
    {
      caption: caption('Permits seen in time, and acknowledgements, before, during and after the surge'),
      source: [RAW.citizens],
      head: [
        'Strategy',
        'Permits/s before',
        'Permits/s during',
        'Permits/s after',
        'Ack./s before',
        'Ack./s during',
        'Ack./s after',
        'Served of who came before',
        'Served of who came during',
        'Served of who came after',
      ],
      rows: rows(({ permitGoodputPerS: permits, ackGoodputPerS: acks, servedShare }) => [
        ...[permits.before, permits.during, permits.after, acks.before, acks.during, acks.after].map(known(per)),
        ...[servedShare.before, servedShare.during, servedShare.after].map(known(percent)),
      ]),
      note: 'An acknowledgement is a promise, a permit is the result: the first never stands for the second.',
    },
    {
      caption: caption('Waiting, from the moment people meant to arrive'),
      source: [RAW.citizens],
      head: [
        'Strategy',
        'Ack. p50',
        'Ack. p99',
        'Permit p50',
        'Permit p95',
        'Permit p99',
        'Within 5 s',
        'Within 30 s',
        'Within 120 s',
        'Promise kept',
      ],
      rows: rows(({ latencyMs, timeToPermitS: permit, servedWithin, promiseKept }) => [
        known(millis)(latencyMs.p50),
        known(millis)(latencyMs.p99),
        ...[permit.p50, permit.p95, permit.p99].map(known(seconds)),
        ...[servedWithin.s5, servedWithin.s30, servedWithin.s120, promiseKept].map(known(percent)),
      ]),
      note:
        'Acknowledgement: people who gave up count with the time after which they did, people turned away are left out. Permit: over ' +
        'everybody who came; – means that fewer than that share ever saw theirs.',
    },
    {
      caption: caption('The portal as others saw it, and what it cost'),
      source: [RAW.probes, RAW.citizens, RAW.samples, RAW.identityChecks, RAW.facts],
      head: [
        'Strategy',
        'Available',
        'Pages opened',
        'Recovered after',
        'Backlog cleared after',
        'Wasted agency calls',
        'CPU of the core during',
        'CPU ms per permit',
        'Deaths',
      ],
      rows: rows((trial) => [
        ...[trial.availability, trial.pageOpened].map(known(percent)),
        recovered(trial),
        known(seconds)(trial.backlogClearedS),
        known(percent)(trial.wastedWork),
        known((pct: number) => `${whole(pct)} %`)(trial.cpuCorePct.during),
        known((cpu: number) => whole(cpu * 1000))(cpuPerPermit(trial)),
        whole(trial.crashes.length),
      ]),
    },
  ]
}

export function attemptsTable(summary: StudySummary): Table {
  const trials = representativeTrials(summary)
  return {
    caption: `Attempts at the step that matters: the page for visitors, the application for everybody else${ofBlock(trials, summary)}`,
    source: [RAW.citizens, RAW.attempts],
    head: ['Strategy', 'Sent', 'OK', 'Rejected', 'Timed out', 'Failed', 'Reset', 'Refused'],
    rows: trials.map((trial) => {
      const { sent, ok, rejected, timedOut, failed, reset, refused } = trial.attempts
      return [nameIn(trials, trial, summary), ...[sent, ok, rejected, timedOut, failed, reset, refused].map(whole)]
    }),
  }
}

/** Which block of several is shown; nothing where the rows are from different ones and say it themselves. */
function ofBlock(trials: readonly TrialSummary[], summary: StudySummary): string {
  const block = blockShown(trials, summary)
  return block === null ? '' : ` (one trial each: block ${block})`
}

function nameIn(trials: readonly TrialSummary[], trial: TrialSummary, summary: StudySummary): string {
  const name = blockShown(trials, summary) === null ? nameOf(trial, summary) : labelOf(trial, summary)
  return trial.valid ? name : `${name} (invalid)`
}

/** Writes what is known, and leaves what is not. */
export function known(write: (value: number) => string): (value: number | null) => Cell {
  return (value) => (value === null ? null : write(value))
}

function recovered({ recoveryS, recoveryCensoredAtS }: TrialSummary): Cell {
  if (recoveryS !== null) return seconds(recoveryS)
  return recoveryCensoredAtS === null ? null : `not within ${seconds(recoveryCensoredAtS)}`
}

function cpuPerPermit({ cpuSecondsPerPermit: cpu }: TrialSummary): number | null {
  const known = [cpu.portal, cpu.worker, cpu.postgres, cpu.redis].filter((value) => value !== null)
  return known.length === 0 ? null : known.reduce((a, b) => a + b)
}
