import type { Behaviour, Scenario } from '../scenarios/scenario.ts'
import { byStrategy } from '../statistics/by-strategy.ts'
import { per, whole } from '../statistics/figures.ts'
import type { TrialSummary } from '../statistics/trial-summary.ts'
import type { Window } from '../statistics/windows.ts'
import { armDifference, armWords, variantsAmong } from './arm-words.ts'
import type { Study } from './read-study.ts'

/** What was done, for somebody who was not there; in sentences, from the manifest and the trials. */
export function introductionOf(study: Study): string[] {
  const { manifest, summary } = study
  const shown = manifest.scenarios.filter(({ name }) => summary.trials.some(({ scenario }) => scenario === name))
  return [
    ...shown.flatMap((scenario) => scenarioSentences(scenario, study)),
    ...(shown.length === 0 && summary.trials.length > 0 ? [ratesSentence(study)] : []),
    ...comparedSentence(study),
    ...hammerSentence(study),
  ]
}

/** Of a manifest only the names of its scenarios are certain. */
function scenarioSentences({ name, stages = [], behaviour }: Partial<Scenario>, { manifest, summary }: Study): string[] {
  const trials = summary.trials.filter(({ scenario }) => scenario === name)
  const people = [...new Set(trials.map(({ citizens }) => citizens.scheduled))]
  const inAll = stages.reduce((sum, { durationS }) => sum + durationS, 0)
  const rate = (multiple: number) => per(multiple * manifest.nominalCapacityPerS)
  const each = stages.map(
    ({ durationS, rate: from, rateTo }) =>
      `${per(durationS)} s with ${rate(from)}${rateTo === undefined ? '' : ` to ${rate(rateTo)}`}`,
  )
  const [fewest, most] = [Math.min(...people), Math.max(...people)]
  const came = fewest === most ? whole(most) : `${whole(fewest)} to ${whole(most)}`
  const windows = trials.find(({ windows: { during } }) => during !== null)?.windows
  const lookers = trials.some(({ pageOpened }) => pageOpened !== null) ? ' and some others only to look' : ''
  const arriving = each.length === 0 ? '' : `: ${list(each)} people who arrive each second`
  return [
    `In ${name} ${came} people came for a permit${inAll > 0 ? ` within ${per(inAll)} s` : ''}${lookers}${arriving}. ` +
      `${capacitySentence(trials, manifest.nominalCapacityPerS)}${behaviour ? ` ${behaviourSentence(behaviour)}` : ''}`,
    ...(windows ? [windowsSentence(windows)] : []),
  ]
}

function capacitySentence(trials: readonly TrialSummary[], nominalCapacityPerS: number): string {
  const rate = per(nominalCapacityPerS)
  return trials.some(({ strategy }) => strategy === 'target')
    ? `They came to a portal that ran already, of whose inside nothing is known; ${rate} permits a second were taken for its capacity.`
    : `The identity registry, which every permit needs, can check ${rate} a second: that is the nominal capacity.`
}

function behaviourSentence({ patienceS, toleranceS, retries, retry }: Behaviour): string {
  const again = {
    none: 'and do not try again',
    refresh: `and press refresh, up to ${whole(retries)} times`,
    backoff: `and try again after longer and longer pauses, up to ${whole(retries)} times`,
  }
  return `They wait ${per(patienceS)} s for an answer ${again[retry]}; after ${per(toleranceS)} s without an acknowledgement they are gone.`
}

function windowsSentence({ before, during, after }: TrialSummary['windows']): string {
  const parts = Object.entries({ before, during, after }).filter((part): part is [string, Window] => part[1] !== null)
  const words = parts.map(
    ([name, { startS, endS }], index) =>
      `${name} ${index === 0 ? 'the surge are' : 'it'} those of second ${per(startS)} to ${per(endS)}`,
  )
  return `Figures ${list(words)}; the seconds left out are those in which a pipeline fills or empties.`
}

/** A search for capacity: each rate is a scenario of its own, without a file. */
function ratesSentence({ summary }: Study): string {
  const rates = new Set(summary.trials.map(({ scenario }) => scenario)).size
  return `People arrived at random, at ${whole(rates)} different rates that stayed the same for the whole of a trial, each trial with a fresh portal and database.`
}

function comparedSentence(study: Study): string[] {
  const { manifest, summary } = study
  const arms = [...new Set(byStrategy(summary.trials).map(({ strategy }) => strategy))]
  const blocks = new Set(summary.trials.map(({ seed, block }) => `${seed} ${block}`)).size
  if (manifest.command === 'capacity' || arms.length < 2) return []
  const again = blocks < 2 ? '' : ` All of it was done ${whole(blocks)} times, each time with other people and in another order.`
  const what = armDifference(study, arms) === 'strategy' ? 'ways of queueing' : 'portals'
  return [
    `The same people, at the same moments, came to ${whole(arms.length)} ${what}, one after the other, each with a fresh database and the ` +
      `same memory, connections and processor.${differenceSentence(arms, study)}${again}`,
  ]
}

/** Nothing where the arms are different strategies, as in most studies. */
function differenceSentence(arms: readonly string[], study: Study): string {
  const difference = armDifference(study, arms)
  if (difference === 'strategy') return ''
  const variants = variantsAmong(arms, study).map((name) => `${name} is ${armWords(name, study)}`)
  const control = difference === 'nothing' ? ' Whatever difference is found between them is the error of the method itself.' : ''
  return ` Not each is a way of queueing of its own: ${variants.join('; ')}.${control}`
}

function hammerSentence({ summary }: Study): string[] {
  const points = summary.hammer ?? []
  const [first] = points
  if (first === undefined) return []
  const people = [...new Set(points.map((point) => whole(point.people)))]
  const strategies = [...new Set(points.map(({ strategy }) => strategy))]
  const before = summary.trials.length > 0 ? 'Apart from that, ' : ''
  return [
    `${before}${list(people)} people at once opened the page of ${list(strategies)} and pressed refresh for ${per(first.durationS)} s, ` +
      'each time against a fresh portal.',
  ]
}

function list(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}
