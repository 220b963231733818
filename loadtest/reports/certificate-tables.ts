import type { Certificate, Score } from '../certify/certificate.ts'
import { labelOf } from '../certify/generator.ts'
import { LIMITS } from '../certify/score.ts'
import { whole } from '../statistics/figures.ts'
import type { Cell, Table } from './table.ts'

const SOURCE = ['certificate.json', 'cases/']

/** How far each generator is from known truth: by generator, and case by case. */
export function certificateTables({ scores, machine, versions, repeats }: Certificate): Table[] {
  const generators = Map.groupBy(scores, (score) => generatorOf(score))
  const cases = Map.groupBy(scores, (score) => score.case)
  const names = [...generators.keys()]
  return [
    {
      caption: 'Load generators against servers whose behaviour is known',
      head: ['Generator', 'Within limits', 'Worst p50', 'Worst p99', 'Unaccounted', 'Misclassified', 'Latest start'],
      rows: [...generators].map(([name, own]) => generatorRow(name, own)),
      note:
        `${repeats > 1 ? `${repeats} runs of each case: counts of all runs together, times as their medians. ` : ''}Limits: p50 within ${LIMITS.p50Ms} ms, p99 within ${100 * LIMITS.p99Share} % + ${LIMITS.p99Ms} ms of the truth, nothing unaccounted for, nothing misclassified, given-up ` +
        `requests ended within ${LIMITS.lateToLeaveMs} ms, starts at ${whole(LIMITS.lagFromPerS)}/s within ${LIMITS.lagP99Ms} ms (p99)` +
        `${machine.lagJudged ? '' : `; starts not judged: this machine alone is ${machine.idleLagP99Ms.toFixed(1)} ms late${machine.pinned ? '' : ' and not pinned'}`}. ` +
        `Ours: open and closed. autocannon ${versions.autocannon}${versions.wrk === null ? '; wrk is not installed' : `, wrk ${versions.wrk}`}, as their users run them.`,
      source: SOURCE,
    },
    {
      caption: 'Case by case: error of p50 and p99, or what is wrong',
      head: ['Case', ...names],
      words: names.map((_, index) => index + 1),
      rows: [...cases].map(([name, asked]) => [
        `${name}: ${asked[0]!.summary}`,
        ...names.map((generator) => verdictOf(asked.find((score) => generatorOf(score) === generator))),
      ]),
      note: 'Open model: truth counts from the intended start. Closed model: from when the server had the request. "exact": nothing there to time, all accounted for.',
      source: SOURCE,
    },
  ]
}

function generatorRow(name: string, scores: readonly Score[]): Cell[] {
  const measured = scores.flatMap((score) => score.measured ?? [])
  const sum = (count: (one: (typeof measured)[number]) => number) => whole(measured.reduce((total, one) => total + count(one), 0))
  return [
    name,
    `${scores.filter((score) => score.notRun === null && score.faults.length === 0).length} of ${scores.length}`,
    known(worst(measured.map(({ errorMs }) => errorMs.p50))),
    known(worst(measured.map(({ errorMs }) => errorMs.p99))),
    sum(({ unaccounted }) => unaccounted),
    sum(({ misclassified }) => misclassified),
    known(worst(measured.map(({ lagP99Ms }) => lagP99Ms))),
  ]
}

/** One generator in one case, in a few words. */
export function verdictOf(score: Score | undefined): Cell {
  if (score === undefined) return null
  if (score.measured === null) return `not run: ${score.notRun}`
  const { p50, p99 } = score.measured.errorMs
  if (score.faults.length > 0) return `wrong: ${score.faults.join('; ')}`
  return p50 === null || p99 === null ? 'exact' : `p50 ${signed(p50)}, p99 ${signed(p99)}`
}

function generatorOf({ generator, ratePerS }: Score): string {
  return labelOf({ name: generator, ratePerS })
}

/** The one farthest from zero; null of none. */
function worst(values: readonly (number | null)[]): number | null {
  return values.reduce((most, value) => (value !== null && Math.abs(value) >= Math.abs(most ?? 0) ? value : most), null)
}

function known(ms: number | null): Cell {
  return ms === null ? null : signed(ms)
}

function signed(ms: number): string {
  const text = Math.abs(ms) < 100 ? ms.toFixed(1) : whole(ms)
  return `${ms > 0 ? '+' : ''}${text} ms`
}
