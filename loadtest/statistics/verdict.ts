import type { Manifest } from '../records/manifest.ts'
import { byStrategy, isClean, type StrategyResult } from './by-strategy.ts'
import { BLOCKS_FOR_INTERVAL } from './comparisons.ts'
import { crashSentence } from './crash-sentence.ts'
import { per, percent, whole } from './figures.ts'
import type { StudySummary } from './study-summary.ts'
import type { TrialSummary } from './trial-summary.ts'

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

/** A share of the best figure within which no winner is named. */
const CLOSE = 0.95

export function verdictOf(manifest: Manifest, summary: StudySummary): Verdict {
  const results = byStrategy(summary.trials)
  return {
    crash: crashSentence(summary),
    fates: results.map(fatesSentence),
    helpedMost: helpedMost(manifest, summary, results),
    caveats: caveatsOf(manifest, summary, results),
  }
}

function fatesSentence({ strategy, citizens, ledger, trials, validTrials }: StrategyResult): string {
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
  const counted = validTrials > 0 ? validTrials : trials.length
  const over = counted > 1 ? ` over ${whole(counted)} trials` : ''
  const invalid = validTrials === 0 ? ' (invalid: these figures cannot be trusted)' : ''
  return `${strategy}: of ${whole(scheduled)} people${over}, ${counts.join(', ')}${invalid}.`
}

function helpedMost(manifest: Manifest, summary: StudySummary, results: StrategyResult[]): string | null {
  const reference = manifest.strategies[0]?.name
  const scenario = results.find((result) => result.strategy === reference)?.scenario ?? results[0]?.scenario
  const rivals = results.filter((result) => result.scenario === scenario)
  if (rivals.length < 2) return null
  // A surge of less than ten seconds has no `during`: nothing was measured that could be compared.
  if (rivals.every(({ trials }) => trials.every(({ windows }) => windows.during === null))) return null
  const durable = new Set(manifest.strategies.filter((known) => known.durability === 'durable').map((known) => known.name))
  const best = rivals
    .filter((result) => result.validTrials > 0 && durable.has(result.strategy) && isClean(result.ledger) === true)
    .filter((result) => result.permitGoodputPerS.during !== null)
    .toSorted((a, b) => b.permitGoodputPerS.during! - a.permitGoodputPerS.during!)[0]
  if (!best) return 'What helped most cannot be said: no valid trial of a durable strategy ended with a clean ledger.'

  const during = best.permitGoodputPerS.during!
  const figure = `${per(during)} permits a second seen in time during the surge, ${percent(during / summary.nominalCapacityPerS)} of nominal capacity`
  const close = tooCloseToCall(rivals, best)
  if (best.strategy === reference) return `Nothing did better than ${best.strategy} here: ${figure}.${close}`
  const other = rivals.find((result) => result.strategy === reference)?.permitGoodputPerS.during ?? null
  const against = other === null ? '' : `, against ${per(other)} with ${reference}`
  return `What helped most here was ${best.strategy}: ${figure}${against}.${close}${strengthOf(summary, best.strategy, scenario!)}`
}

/** Those who are so near that naming one winner would flatter it. */
function tooCloseToCall(rivals: readonly StrategyResult[], best: StrategyResult): string {
  const bound = best.permitGoodputPerS.during! * CLOSE
  const near = rivals.filter((rival) => rival !== best && rival.validTrials > 0 && (rival.permitGoodputPerS.during ?? 0) >= bound)
  return near.length === 0 ? '' : ` Too close to it to call: ${near.map(({ strategy }) => strategy).join(', ')}.`
}

/** How much the comparison with the reference carries. */
function strengthOf(summary: StudySummary, a: string, scenario: string): string {
  const comparison = summary.comparisons.find((one) => one.a === a && one.scenario === scenario)
  if (!comparison || comparison.blocks < BLOCKS_FOR_INTERVAL) return ''
  const interval = comparison.ci95 && ` (${comparison.ci95.map((bound) => per(bound)).join(' to ')} times, 95 % interval)`
  const words = {
    'a-better': 'It is better than the reference',
    'b-better': 'It is worse than the reference',
    'no-difference': 'It does not differ from the reference',
    'cannot-tell': 'Whether it is better than the reference the data cannot tell',
  }
  return ` ${words[comparison.verdict]} over ${comparison.blocks} blocks${interval ?? ''}.`
}

function caveatsOf(manifest: Manifest, summary: StudySummary, results: StrategyResult[]): string[] {
  const invalid = summary.trials.filter((trial) => !trial.valid)
  const blocks = Math.max(0, ...results.map((result) => result.trials.length))
  const trials = blocks === 1 ? 'One trial each is' : `${blocks} trials each are`
  return [
    ...(results.length > 1 && blocks < BLOCKS_FOR_INTERVAL
      ? [`${trials} a demonstration: --repeats ${BLOCKS_FOR_INTERVAL} gives intervals.`]
      : []),
    ...(invalid.length > 0 ? [invalidSentence(invalid, summary.trials.length)] : []),
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
