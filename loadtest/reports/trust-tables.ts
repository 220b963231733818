import { isClean, LEDGER_COUNTS } from '../statistics/by-strategy.ts'
import { describeExit } from '../statistics/crash-sentence.ts'
import { per, percent, seconds, whole } from '../statistics/figures.ts'
import type { StudySummary } from '../statistics/study-summary.ts'
import type { TrialSummary } from '../statistics/trial-summary.ts'
import { known } from './people-tables.ts'
import { labelOf, nameOf } from './representative-trials.ts'
import type { Cell, Table } from './table.ts'

/** The audit of every trial. */
export function ledgerTable(summary: StudySummary): Table {
  const verdict = { true: 'clean', false: 'damaged' }
  return {
    caption: 'Ledger: what the database holds against what people were told, after every trial',
    head: [
      'Trial',
      'Verdict',
      'Acknowledged',
      'Issued',
      'Pending',
      'Stuck',
      'Lost',
      'Duplicated',
      'Orphaned',
      'Wrong NIB',
      'Unacknowledged',
    ],
    words: [1],
    rows: summary.trials.map((trial) => {
      const { ledger } = trial
      const clean = isClean(ledger)
      return [
        nameOf(trial, summary),
        clean === null ? null : verdict[`${clean}`],
        ...LEDGER_COUNTS.map((name) => ledger && whole(ledger[name])),
      ]
    }),
    note: 'Acknowledged = issued + pending + lost. Unacknowledged: committed, but nobody was told; reported, no failure.',
  }
}

/** Whether the measurement itself can be trusted. */
export function validityTable(summary: StudySummary): Table {
  return {
    caption: 'Validity of the measurement',
    head: ['Trial', 'Valid', 'Reasons', 'Generator lag p99', 'Generator CPU', 'Steal', 'Pinned'],
    words: [1, 2, 6],
    rows: summary.trials.map((trial) => validityRow(nameOf(trial, summary), trial)),
    note:
      'Only faults of the measurement make a trial invalid: generator lag p99 over 50 ms or CPU over 90 %, CPU steal over 5 %, people or ' +
      'attempts unaccounted for, an envelope that was not applied. Backlog, deaths and ledger damage are findings and never do.',
  }
}

function validityRow(name: string, { valid, invalidReasons, generator }: TrialSummary): Cell[] {
  return [
    name,
    valid ? 'yes' : 'NO',
    invalidReasons.length === 0 ? 'none' : invalidReasons.join('; '),
    `${per(generator.lagP99Ms)} ms`,
    `${whole(generator.cpuPct)} %`,
    known((pct: number) => `${per(pct)} %`)(generator.stealPct),
    generator.pinned ? 'yes' : 'not pinned',
  ]
}

/** Every death, in the order of trials and time; null = nobody died. */
export function crashTable(summary: StudySummary): Table | null {
  const deaths = summary.trials.flatMap((trial) => trial.crashes.map((crash) => ({ trial, crash })))
  if (deaths.length === 0) return null
  return {
    caption: 'Processes that died without being told to',
    head: ['Trial', 'Process', 'At', 'Exit and cause', 'Evidence from its last words'],
    words: [1, 3, 4],
    rows: deaths.map(({ trial, crash }) => [
      nameOf(trial, summary),
      crash.process,
      seconds(crash.atS),
      describeExit(crash),
      crash.evidence === '' ? null : crash.evidence,
    ]),
  }
}

/** Each strategy against the reference; null = nothing to compare. */
export function comparisonTable(summary: StudySummary): Table | null {
  if (summary.comparisons.length === 0) return null
  const words = {
    'a-better': 'better',
    'b-better': 'worse',
    'no-difference': 'no difference',
    'cannot-tell': 'cannot tell',
  }
  return {
    caption: 'Permits in time during the surge, against the reference',
    head: ['Strategy', 'Reference', 'Ratio', '95 % interval', 'Blocks', 'Verdict'],
    words: [1, 5],
    rows: summary.comparisons.map(({ a, b, scenario, ratio, ci95, blocks, verdict }) => [
      labelOf({ strategy: a, scenario }, summary),
      b,
      known(per)(ratio),
      ci95 && ci95.map(per).join(' – '),
      whole(blocks),
      words[verdict],
    ]),
    note:
      'The unit of replication is the trial: with fewer than 8 blocks there is no interval and the verdict is "cannot tell". Ratio: – where ' +
      `the reference served nobody. No difference: the whole interval within ${percent(0.05)} of 1. Intervals are not corrected for the number of comparisons.`,
  }
}
