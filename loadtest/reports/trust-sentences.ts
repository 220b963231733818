import { isClean } from '../statistics/by-strategy.ts'
import { per, whole } from '../statistics/figures.ts'
import type { Study } from './read-study.ts'

/** Can the figures be trusted? In sentences; the tables below them have the details. */
export function trustSentences(study: Study): string[] {
  if (study.summary.trials.length === 0) return []
  return [validSentence(study), lawSentence(study), ledgerSentence(study), certificateSentence(study)].filter(
    (sentence) => sentence !== null,
  )
}

function validSentence({ summary: { trials }, manifest }: Study): string {
  const valid = trials.filter((trial) => trial.valid)
  const latest = Math.max(...trials.map(({ generator }) => generator.lagP99Ms))
  const pinned = manifest.machine.pinned
    ? 'The portal with its servers and the people had a processor core each.'
    : 'The portal and the people shared the processor: that alone can slow a portal down.'
  return (
    `The measurement of ${whole(valid.length)} of ${whole(trials.length)} ${trials.length === 1 ? 'trial' : 'trials'} was sound. ` +
    `People were sent on time: 99 of 100 at most ${per(latest)} ms late in the worst trial. ${pinned}`
  )
}

function lawSentence({ summary: { trials } }: Study): string | null {
  const places = trials.flatMap(({ littlesLaw }) => Object.values(littlesLaw))
  const judged = places.filter(({ holds }) => holds !== null)
  if (judged.length === 0) return null
  const kept = judged.filter(({ holds }) => holds === true).length
  return (
    `What gauges showed while it ran and what the records say afterwards agree at ${whole(kept)} of ${whole(judged.length)} places where that ` +
    `could be judged (Little's law; ${whole(places.length - judged.length)} could not be).`
  )
}

function ledgerSentence({ summary: { trials } }: Study): string {
  const audits = trials.map(({ ledger }) => isClean(ledger))
  const clean = audits.filter((one) => one === true).length
  const damaged = audits.filter((one) => one === false).length
  const unknown = audits.length - clean - damaged
  const parts = [
    `after ${whole(clean)} of ${whole(audits.length)} trials every promise was found kept or still open in the database`,
    ...(damaged > 0 ? [`after ${whole(damaged)} something was lost, doubled, misnumbered or stuck`] : []),
    ...(unknown > 0 ? [`${whole(unknown)} could not be audited`] : []),
  ]
  return `Audited against what people had been told: ${parts.join('; ')}.`
}

function certificateSentence({ certificate }: Study): string | null {
  if (certificate === null) return null
  const { passed, complete, finishedAt, machine } = certificate
  const when = `${finishedAt.slice(0, 10)}, ${machine.cpuModel}`
  return (
    `The programs that send the people were put before servers whose behaviour is known (${when}${complete ? '' : ', some of the cases'}): ` +
    `${passed ? 'within their limits' : 'NOT within all of their limits; by how much, the certificate below says'}.`
  )
}
