import { isClean, LEDGER_COUNTS } from '../statistics/by-strategy.ts'
import { describeExit } from '../statistics/crash-sentence.ts'
import { per, percent, seconds, whole } from '../statistics/figures.ts'
import { fewestThatDiffer, whyInvalidRatesDiffer } from '../statistics/invalid-rates.ts'
import type { StudySummary } from '../statistics/study-summary.ts'
import type { TrialSummary } from '../statistics/trial-summary.ts'
import { known } from './people-tables.ts'
import { RAW } from './provenance.ts'
import { labelOf, nameOf } from './representative-trials.ts'
import type { Cell, Table } from './table.ts'

/** The audit of every trial. */
export function ledgerTable(summary: StudySummary): Table {
  const verdict = { true: 'clean', false: 'damaged' }
  return {
    caption: 'Ledger: what the database holds against what people were told, after every trial',
    source: [RAW.facts, RAW.citizens],
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
    source: [RAW.facts, RAW.citizens, RAW.attempts],
    head: ['Trial', 'Valid', 'Reasons', 'Generator lag p99', 'Generator CPU', 'Steal', 'Sockets', 'Pinned', "Little's law"],
    words: [1, 2, 7, 8],
    rows: summary.trials.map((trial) => validityRow(nameOf(trial, summary), trial)),
    note:
      'Only faults of the measurement make a trial invalid: generator lag p99 over 50 ms or CPU over 90 %, CPU steal over 5 %, people or ' +
      'attempts unaccounted for, a clock that jumped, something left over from an earlier trial, an envelope that was not applied, gauges and ' +
      'records that differ. Backlog, deaths and ledger damage are findings and never do.',
  }
}

function validityRow(name: string, { valid, invalidReasons, generator, littlesLaw }: TrialSummary): Cell[] {
  const sides = Object.values(littlesLaw).map(({ holds }) => holds)
  const judged = sides.filter((holds) => holds !== null).length
  return [
    name,
    valid ? 'yes' : 'NO',
    invalidReasons.length === 0 ? 'none' : invalidReasons.join('; '),
    `${per(generator.lagP99Ms)} ms`,
    `${whole(generator.cpuPct)} %`,
    known((pct: number) => `${per(pct)} %`)(generator.stealPct),
    socketsOf(generator),
    generator.pinned ? 'yes' : 'not pinned',
    judged === 0 ? null : `${sides.includes(false) ? 'does NOT hold' : 'holds'} (${judged} of ${sides.length} places judged)`,
  ]
}

/** Most at once, of those that the generator might open. */
function socketsOf({ socketsMax, openFilesLimit }: TrialSummary['generator']): string {
  return openFilesLimit === null ? whole(socketsMax) : `${whole(socketsMax)} of ${whole(openFilesLimit)}`
}

/** How often the measurement of each strategy failed; null = never. */
export function invalidRatesTable(summary: StudySummary): Table | null {
  const rates = summary.invalidRates ?? []
  if (rates.length === 0) return null
  return {
    caption: 'Invalid trials by strategy',
    source: [RAW.facts, RAW.citizens, RAW.attempts],
    head: ['Strategy', 'Trials', 'Invalid', 'Replaced by a valid re-run'],
    rows: rates.map(({ strategy, scenario, trials, invalid, replaced }) => [
      labelOf({ strategy, scenario }, summary),
      whole(trials),
      `${whole(invalid)} (${percent(invalid / trials)})`,
      whole(replaced),
    ]),
    note:
      (whyInvalidRatesDiffer(rates) ?? 'The strategies do not differ in it as far as these trials can tell') +
      '. Invalid trials are never used. Where strategies differ in how often they are invalid no verdict is given: those left may be the lucky ones. ' +
      whatTheTestSees(Math.max(...rates.map(({ trials }) => trials))),
  }
}

function whatTheTestSees(trials: number): string {
  const fewest = fewestThatDiffer(trials)
  const seen = fewest === null ? 'no difference' : `no difference below ${fewest} of ${trials} against none`
  return `Of ${trials} trials the test alone sees ${seen}, so two trials and 20 points apart count as different too.`
}

/** Every death, in the order of trials and time; null = nobody died. */
export function crashTable(summary: StudySummary): Table | null {
  const deaths = summary.trials.flatMap((trial) => trial.crashes.map((crash) => ({ trial, crash })))
  if (deaths.length === 0) return null
  return {
    caption: 'Processes that died without being told to',
    source: [RAW.facts],
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
