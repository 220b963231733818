import type { CitizenComparison, CitizenExample, Fourfold } from '../statistics/citizen-by-citizen.ts'
import { percent, seconds, whole } from '../statistics/figures.ts'
import type { StudySummary } from '../statistics/study-summary.ts'
import { eventsOf } from './citizen-words.ts'
import { RAW, trialFile } from './provenance.ts'
import { labelOf } from './representative-trials.ts'
import type { Cell, Table } from './table.ts'

/** The same people under each strategy and under the reference; null = nothing could be paired. */
export function citizensTable(summary: StudySummary): Table | null {
  const comparisons = summary.citizens ?? []
  if (comparisons.length === 0) return null
  const severalBlocks = comparisons.some(({ blocks }) => blocks.length > 1)
  return {
    caption: 'Citizen by citizen: who held a permit within 30 s under which strategy',
    head: ['Strategy', 'Reference', ...(severalBlocks ? ['Block'] : []), 'People', ...FOURFOLD_HEAD],
    words: severalBlocks ? [1, 2] : [1],
    rows: comparisons.flatMap((comparison) => {
      const { b, blocks, people } = comparison
      const row = (block: string, counts: Fourfold): Cell[] => [
        nameOf(comparison, summary),
        b,
        ...(severalBlocks ? [block] : []),
        ...cellsOf(counts),
      ]
      return [row('all', people), ...(blocks.length > 1 ? blocks.map((counts) => row(String(counts.block), counts)) : [])]
    }),
    note:
      'Exactly the same people came to both, at the same moments. It tells whose luck changed; whether a strategy is better is decided ' +
      `over blocks, since people who share a portal are no independent trials. ${leftOutNote(comparisons)}One row a person: paired-citizens.csv.`,
    source: [RAW.citizens],
  }
}

/** Who they are whose luck changed, by journey and stage of arrival; null = nothing could be paired. */
export function citizenGroupsTable(summary: StudySummary): Table | null {
  const comparisons = summary.citizens ?? []
  if (comparisons.length === 0) return null
  return {
    caption: 'Who they are: the same counts by what people came for and when',
    head: ['Strategy', 'Journey', 'Arrived', 'People', ...FOURFOLD_HEAD],
    words: [1, 2],
    rows: comparisons.flatMap((comparison) =>
      comparison.groups.map((group) => [nameOf(comparison, summary), group.journey, group.stage, ...cellsOf(group)]),
    ),
    source: [RAW.citizens],
  }
}

/** One citizen's two stories side by side. */
export function citizenTimelinesTable({
  a,
  b,
  example,
}: Pick<CitizenComparison, 'a' | 'b'> & { example: CitizenExample }): Table {
  const events = [
    ...eventsOf(example.b).map((event) => ({ ...event, cells: [event.words, ''] })),
    ...eventsOf(example.a).map((event) => ({ ...event, cells: ['', event.words] })),
  ]
  return {
    caption: `Citizen ${example.citizen}: what she did and saw under ${b} and under ${a}`,
    head: ['After', b, a],
    words: [1, 2],
    rows: events.toSorted((one, two) => one.atS - two.atS).map(({ atS, cells }) => [seconds(Math.max(0, atS)), ...cells]),
    note: `Time counts from the moment she meant to arrive. Her rows in the files have citizen = ${example.citizen}.`,
    source: [example.b, example.a].flatMap(({ trial }) => [trialFile(trial, 'citizens.csv'), trialFile(trial, 'attempts.csv')]),
  }
}

const FOURFOLD_HEAD = ['Under both', 'Only under the strategy', 'Only under the reference', 'Under neither']

function cellsOf({ both, onlyA, onlyB, neither }: Fourfold): Cell[] {
  const people = both + onlyA + onlyB + neither
  const share = (number: number) => (number === 0 ? '0' : `${whole(number)} (${percent(number / people)})`)
  return [whole(people), ...[both, onlyA, onlyB, neither].map(share)]
}

function nameOf({ a, scenario }: CitizenComparison, summary: StudySummary): string {
  return labelOf({ strategy: a, scenario }, summary)
}

function leftOutNote(comparisons: readonly CitizenComparison[]): string {
  const most = Math.max(...comparisons.map(({ leftOut }) => leftOut))
  return most === 0 ? '' : `Up to ${whole(most)} people were left out: the generator failed to send them to one of the two. `
}
