import { type Difference, describeDifference } from '../records/differences.ts'
import { byStrategy } from '../statistics/by-strategy.ts'
import type { ArmComparison } from '../statistics/compare-results.ts'
import { per, whole } from '../statistics/figures.ts'
import { meanOf } from '../statistics/mean-of.ts'
import type { ThresholdResult } from '../statistics/thresholds.ts'
import { embeddedJson, html, type Html } from './html.ts'
import { page } from './page.ts'
import { known } from './people-tables.ts'
import { RAW } from './provenance.ts'
import type { Results } from './read-results.ts'
import { htmlTable, markdownTable, markdownText, type Table } from './table.ts'
import { thresholdsTable } from './thresholds-table.ts'

/** Two runs side by side, and everything that is said of them. */
export interface ComparedResults {
  first: Results
  second: Results
  /** What differs besides what was measured. */
  differences: readonly Difference[]
  comparisons: readonly ArmComparison[]
  thresholds: readonly ThresholdResult[]
}

/** Shown beside the metric that decides; figures without a verdict. */
const SHOWN = [
  'permitGoodputPerS.during',
  'permitGoodputPerS.after',
  'servedShare.during',
  'pageOpened',
  'availability',
  'latencyMs.p99',
  'timeToPermitS.p95',
  'recoveryS',
  'crashes.length',
] as const

/** In either directory. */
const SOURCE = [RAW.manifest, 'trials/*/']

const VERDICTS = {
  'a-better': 'the second is better',
  'b-better': 'the first is better',
  'no-difference': 'no difference',
  'cannot-tell': 'cannot tell',
} as const

/** compare.md */
export function compareMarkdown(compared: ComparedResults): string {
  const blocks = [
    `# ${titleOf(compared)}`.replaceAll(/[\r\n]/g, ' '),
    ...introductionOf(compared).map(markdownText),
    ...tablesOf(compared).map(markdownTable),
  ]
  return `${blocks.join('\n\n')}\n`
}

/** compare.html: the same, in one file that carries everything with it. */
export async function compareHtml(compared: ComparedResults): Promise<string> {
  const body: Html = html`<header>
      <p class="eyebrow"><b>Antrean</b> · compare</p>
      <h1>${titleOf(compared)}</h1>
    </header>
    <main>
      <section id="compared">
        ${introductionOf(compared).map((text) => html`<p>${text}</p>`)} ${tablesOf(compared).map((table) => htmlTable(table))}
      </section>
    </main>`
  return page({ title: `Antrean: ${titleOf(compared)}`, body, data: embeddedJson([]) })
}

/** One line for each arm, for the terminal. */
export function compareLines({ comparisons }: ComparedResults): string[] {
  return comparisons.map(({ arm, comparison }) => {
    const { metric, scenario, ratio, ci95, blocks, verdict, reason } = comparison
    const figure = ratio === null ? 'no ratio' : `${per(ratio)} times the first`
    const interval = ci95 === null ? '' : `, 95 % interval ${ci95.map(per).join(' to ')}`
    return `${arm}, ${scenario}: ${metric} ${figure}${interval}, ${whole(blocks)} ${blocks === 1 ? 'block' : 'blocks'}: ${VERDICTS[verdict]}${reason === null ? '' : `, ${reason}`}`
  })
}

function titleOf({ first, second }: ComparedResults): string {
  return `${second.name} against ${first.name}`
}

function introductionOf({ first, second }: ComparedResults): string[] {
  const run = ({ name, manifest }: Results) =>
    `${name}: ${manifest.command} ${manifest.name}, seed ${manifest.seed}, ${manifest.startedAt.slice(0, 16).replace('T', ' ')} UTC, commit ${manifest.commit ?? 'unknown'}`
  return [
    `The first is ${run(first)}.`,
    `The second is ${run(second)}.`,
    'Envelope, scenarios and the people who came are the same in both. Trials are paired by arm, seed and block; invalid ones decide nothing.',
  ]
}

function tablesOf(compared: ComparedResults): Table[] {
  return [
    comparisonsTable(compared),
    figuresTable(compared),
    trialsTable(compared),
    differencesTable(compared.differences),
    thresholdsTable(compared.thresholds),
  ].filter((table) => table !== null)
}

function comparisonsTable({ comparisons }: ComparedResults): Table {
  return {
    caption: 'The second against the first, on the same people',
    source: SOURCE,
    head: ['Strategy', 'Scenario', 'Metric', 'Ratio', '95 % interval', 'p (Holm)', 'Blocks', 'Verdict', 'Why not'],
    words: [1, 2, 7, 8],
    rows: comparisons.map(({ arm, comparison }) => [
      arm,
      comparison.scenario,
      comparison.metric,
      known(per)(comparison.ratio),
      comparison.ci95 && comparison.ci95.map(per).join(' to '),
      known((p: number) => p.toPrecision(2))(comparison.pAdjusted),
      whole(comparison.blocks),
      VERDICTS[comparison.verdict],
      comparison.reason,
    ]),
    note: 'Fewer than 8 blocks are a demonstration: whatever the ratio, the verdict is that the data cannot tell.',
  }
}

function figuresTable({ first, second }: ComparedResults): Table {
  const others = byStrategy(second.trials)
  return {
    caption: 'Means over the valid trials, first → second',
    source: SOURCE,
    head: ['Strategy', ...SHOWN],
    rows: byStrategy(first.trials).flatMap(({ strategy, scenario, trials }) => {
      const other = others.find((one) => one.strategy === strategy && one.scenario === scenario)
      if (!other) return []
      const cell = (metric: string) =>
        [trials, other.trials].map((own) => known(per)(meanOf(own, metric)) ?? 'unknown').join(' → ')
      return [[`${strategy} · ${scenario}`, ...SHOWN.map(cell)]]
    }),
  }
}

function trialsTable({ first, second }: ComparedResults): Table {
  const row = (side: string, { name, trials }: Results) => [
    side,
    name,
    whole(trials.length),
    whole(trials.filter(({ valid }) => !valid).length),
  ]
  return {
    caption: 'What was compared',
    source: SOURCE,
    head: ['Side', 'Directory', 'Trials', 'Invalid'],
    words: [1],
    rows: [row('first', first), row('second', second)],
  }
}

function differencesTable(differences: readonly Difference[]): Table | null {
  if (differences.length === 0) return null
  return {
    caption: 'What else is not the same, and may be why',
    source: [RAW.manifest],
    head: ['Field: first against second'],
    rows: differences.map((difference) => [describeDifference(difference)]),
  }
}
