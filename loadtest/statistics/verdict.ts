import type { Manifest } from '../records/manifest.ts'
import { byStrategy, type StrategyResult } from './by-strategy.ts'
import { BLOCKS_FOR_INTERVAL } from './comparisons.ts'
import { crashSentence } from './crash-sentence.ts'
import { whole } from './figures.ts'
import { whyInvalidRatesDiffer } from './invalid-rates.ts'
import { designOf } from './study-design.ts'
import type { StudySummary } from './study-summary.ts'
import type { TrialSummary } from './trial-summary.ts'
import { winnerSentence } from './winner-sentence.ts'

/** What a study says in sentences; terminal and reports print the same ones. */
export interface Verdict {
  crash: string
  /** One sentence for each strategy, of the same people. */
  fates: string[]
  /** null = there is nothing to compare. */
  helpedMost: string | null
  /** What keeps the reader from believing too much. */
  caveats: string[]
}

export function verdictOf(manifest: Manifest, summary: StudySummary): Verdict {
  const results = byStrategy(summary.trials)
  return {
    crash: crashSentence(summary, designOf(manifest)?.reference ?? null),
    fates: results.map(fatesSentence),
    helpedMost: winnerSentence(manifest, summary, results),
    caveats: caveatsOf(manifest, summary, results),
  }
}

function fatesSentence({ strategy, citizens, ledger, counted, validTrials }: StrategyResult): string {
  const { scheduled, served, late, waiting, turnedAway, gaveUp, notSent } = citizens
  const counts = [
    `${whole(served)} had their permit within 30 s`,
    `${whole(late)} later`,
    `${whole(waiting)} still waiting at the end`,
    `${whole(turnedAway)} turned away`,
    `${whole(gaveUp)} gave up`,
    ...(notSent > 0 ? [`${whole(notSent)} not sent`] : []),
    ledger === null ? 'losses not audited' : `${whole(ledger.lost)} lost`,
  ]
  const over = counted.length > 1 ? ` over ${whole(counted.length)} trials` : ''
  const invalid = validTrials === 0 ? ' (invalid: these figures cannot be trusted)' : ''
  return `${strategy}: of ${whole(scheduled)} people${over}, ${counts.join(', ')}${invalid}.`
}

function caveatsOf(manifest: Manifest, summary: StudySummary, results: StrategyResult[]): string[] {
  const invalid = summary.trials.filter((trial) => !trial.valid)
  const blocks = Math.max(0, ...results.map(({ trials }) => new Set(trials.map(({ seed, block }) => `${seed} ${block}`)).size))
  const rates = whyInvalidRatesDiffer(summary.invalidRates ?? [])
  const trials = blocks === 1 ? 'One trial each is' : `${blocks} trials each are`
  return [
    ...(results.length > 1 && blocks < BLOCKS_FOR_INTERVAL && manifest.command !== 'capacity'
      ? [`${trials} a demonstration: --repeats ${BLOCKS_FOR_INTERVAL} gives intervals.`]
      : []),
    ...(invalid.length > 0 ? [invalidSentence(invalid, summary.trials.length)] : []),
    ...(summary.unreadable ?? []).map((why) => `Left out, unreadable: ${why}.`),
    ...(rates === null ? [] : [`No verdict where ${rates}.`]),
    ...(manifest.interrupted ? ['The run was interrupted; what is not there was not measured.'] : []),
  ]
}

/** So many are named; the validity table names them all. */
const NAMED_AT_MOST = 3

function invalidSentence(invalid: readonly TrialSummary[], of: number): string {
  const names = invalid.slice(0, NAMED_AT_MOST).map(({ id }) => id)
  const more = invalid.length - names.length
  return `${invalid.length} of ${of} trials invalid, deciding nothing: ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}.`
}
