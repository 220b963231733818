import type { HammerRecord } from '../records/hammer-record.ts'
import type { ProcessExit } from '../records/trial-facts.ts'
import { byStrategy, type StrategyResult } from './by-strategy.ts'
import { per, seconds, whole } from './figures.ts'
import type { StudySummary } from './study-summary.ts'
import type { Crash, TrialSummary } from './trial-summary.ts'

const CAUSES: Record<ProcessExit['cause'], string> = {
  'heap-out-of-memory': 'out of heap memory',
  killed: 'killed from outside',
  'uncaught-exception': 'an uncaught exception',
  'too-many-open-files': 'out of open files',
  'port-in-use': 'its port was in use',
  unknown: 'cause unknown',
}

/**
 * One sentence: when, exit, cause of the first death; or that nobody died, and how the reference did instead, in the mean of its valid trials.
 * @param reference null = nothing was run
 */
export function crashSentence(summary: StudySummary, reference: string | null): string {
  const trial = summary.trials.find(({ crashes }) => crashes.length > 0)
  const sentences: string[] = []
  if (trial) sentences.push(deathSentence(trial))
  // Of our own systems every process has an end, an ordered one at least; a foreign target's are not seen.
  else if (summary.trials[0]?.exits.length === 0) sentences.push('Whether a process of the target died is not known.')
  else if (summary.trials[0]) {
    const survivor = byStrategy(summary.trials).find((result) => result.strategy === reference && result.validTrials > 0)
    sentences.push('No process died.', ...(survivor ? [survivalSentence(survivor)] : []))
  }
  const points = summary.hammer ?? []
  const deadly = points.find(({ deaths }) => deaths.some((death) => death.unexpected))
  if (deadly) sentences.push(hammerSentence(deadly))
  else if (points.length > 0) sentences.push(enduranceSentence(points))
  return sentences.filter((sentence) => sentence !== '').join(' ') || 'Nothing was run.'
}

export function describeExit({ code, signal, cause }: Pick<Crash, 'code' | 'signal' | 'cause'>): string {
  return `${signal ?? (code === null ? 'exit unknown' : `exit code ${code}`)}, ${CAUSES[cause]}`
}

function deathSentence({ strategy, scenario, crashes, windows }: TrialSummary): string {
  const first = crashes.toSorted((a, b) => a.atS - b.atS)[0]!
  const surge = windows.surge
  const when =
    surge && first.atS >= surge.startS
      ? `${seconds(first.atS - surge.startS)} after the surge began`
      : `${seconds(first.atS)} into the trial`
  const more = crashes.length > 1 ? `, the first of ${crashes.length} deaths` : ''
  return `With ${strategy} under ${scenario}, the ${first.process} died ${when} (${describeExit(first)})${more}.`
}

function survivalSentence({ strategy, permitGoodputPerS, counted }: StrategyResult): string {
  if (counted.some(({ windows }) => windows.surge === null) || permitGoodputPerS.during === null) return ''
  const known = (['before', 'during', 'after'] as const).filter((window) => permitGoodputPerS[window] !== null)
  const figures = known.map((window) => per(permitGoodputPerS[window]!)).join(', ')
  const when = known.length === 1 ? known[0]! : `${known.slice(0, -1).join(', ')} and ${known.at(-1)!}`
  const mean = counted.length > 1 ? ` (mean of ${whole(counted.length)} valid trials)` : ''
  // Where nothing came before or after there was nothing to recover to, or no time.
  const recovered = known.length < 3 ? '' : recoveryWords(counted)
  return `${strategy} gave ${figures} permits a second ${when} the surge${mean}${recovered}.`
}

function recoveryWords(trials: readonly TrialSummary[]): string {
  const times = trials.flatMap(({ recoveryS }) => recoveryS ?? [])
  if (times.length === trials.length) {
    const mean = times.reduce((sum, time) => sum + time, 0) / times.length
    return `, and it was itself again ${seconds(mean)} after the surge`
  }
  const watched = trials.flatMap(({ recoveryS, recoveryCensoredAtS }) => (recoveryS === null ? (recoveryCensoredAtS ?? []) : []))
  if (watched.length === 0) return ', and whether it recovered is not known'
  const where = trials.length === 1 ? '' : `in ${whole(watched.length)} of them `
  return `, and ${where}it had not recovered ${seconds(Math.min(...watched))} after the surge, when the watch ended`
}

function hammerSentence({ strategy, people, deaths }: HammerRecord): string {
  const first = deaths.find((death) => death.unexpected)!
  return `${whole(people)} people who kept refreshing were enough to end the ${first.process} of ${strategy} (${describeExit(first)}).`
}

/** Nobody died: what the most people got, against the best. */
function enduranceSentence(points: readonly HammerRecord[]): string {
  const most = points.reduce((a, b) => (b.people > a.people ? b : a))
  const best = (of: (point: HammerRecord) => number) => points.reduce((a, b) => (of(b) > of(a) ? b : a))
  const pages = best((point) => point.pagesPerS)
  const permits = best((point) => point.permitsPerS ?? -1)
  const told = [
    `opened ${per(most.pagesPerS)} pages a second (at best ${per(pages.pagesPerS)}, with ${whole(pages.people)})`,
    ...(most.permitsPerS === null || permits.permitsPerS === null
      ? []
      : [`got ${per(most.permitsPerS)} permits a second (at best ${per(permits.permitsPerS)}, with ${whole(permits.people)})`]),
  ]
  return `No process died with up to ${whole(most.people)} people at once on ${most.strategy}; so many ${told.join(' and ')}.`
}
