import { attemptCharts } from './attempt-charts.ts'
import { allFiguresTables } from './all-figures-table.ts'
import { capacityCharts } from './capacity-charts.ts'
import { capacityTables } from './capacity-tables.ts'
import { chartedStudy } from './charted-study.ts'
import type { Chart } from './chart.ts'
import { citizenSection } from './citizen-section.ts'
import { cohortCharts, servedShareCharts } from './cohort-charts.ts'
import { comparisonPicture } from './comparison-picture.ts'
import { bestTable, comparisonTable } from './comparison-tables.ts'
import { environmentTables, scenariosTable, strategiesTable } from './environment-tables.ts'
import { fatesBars } from './fates-bars.ts'
import { goodputCharts } from './goodput-charts.ts'
import { hammerCharts } from './hammer-charts.ts'
import { autocannonTable, hammerTable } from './hammer-table.ts'
import { html, type Html } from './html.ts'
import { introductionOf } from './introduction.ts'
import { MEASURES, measureCharts } from './measure-charts.ts'
import { measurementTables } from './measurement-tables.ts'
import { DEFINITIONS, HOW_TO_READ, hypothesisOf, LEADS, LIMITS } from './narrative.ts'
import { attemptsTable, fatesTable, measuresTables } from './people-tables.ts'
import { percentileCharts } from './percentile-charts.ts'
import { leftOut } from './places.ts'
import type { Study } from './read-study.ts'
import { repeatCommands } from './repeat-commands.ts'
import type { SectionId } from './section-id.ts'
import { servedCurveCharts } from './served-curve-charts.ts'
import { htmlTable, type Table } from './table.ts'
import { thresholdsTable } from './thresholds-table.ts'
import { trialCommandsTable } from './trial-commands-table.ts'
import { trialsPicture } from './trials-picture.ts'
import { crashTable, ledgerTable } from './trust-tables.ts'
import { trustSentences } from './trust-sentences.ts'
import { wayOfAPermit } from './way-of-a-permit.ts'

/** A chapter of the page. */
export interface Part {
  title: string
  sections: readonly Section[]
}

export interface Section {
  id: SectionId
  title: string
  /** What to look for in it; absent = it speaks for itself. */
  lead?: string
  /** In order; charts stand in a grid of their own. A section of which nothing is there is not shown. */
  body: (study: Study) => readonly Piece[]
}

/** null, and no charts, is nothing. */
export type Piece = Html | readonly Chart[] | null

const WHAT_HAPPENED: readonly Section[] = [
  { id: 'done', title: 'What was done', body: (study) => [...introductionOf(study).map(paragraph), wayOfAPermit(study)] },
  { id: 'capacity', title: 'How much it can carry', body: capacityBody },
  {
    id: 'people',
    title: 'What became of the people',
    body: ofTrials((study) => [fatesBars(study), table(fatesTable(study.summary))]),
  },
  { id: 'hypothesis', title: 'What is hypothesis', body: ({ summary }) => hypothesisOf(summary).map(paragraph) },
  { id: 'reading', title: 'How to read this', body: () => [list(HOW_TO_READ)] },
  {
    id: 'goodput',
    title: 'Who came, what they got',
    lead: LEADS.goodput,
    body: (study) => [goodputCharts(chartedStudy(study))],
  },
  {
    id: 'cohorts',
    title: 'What became of them, by when they came',
    lead: LEADS.cohorts,
    body: (study) => [cohortCharts(chartedStudy(study)), servedShareCharts(chartedStudy(study))],
  },
  { id: 'waiting', title: 'How long they waited', lead: LEADS.waiting, body: (study) => [waitingCharts(chartedStudy(study))] },
  { id: 'at-once', title: 'More and more people at once', body: atOnceBody },
]

const WHY: readonly Section[] = [
  {
    id: 'attempts',
    title: 'What they tried',
    lead: LEADS.attempts,
    body: ofTrials((study) => [attemptCharts(chartedStudy(study)), table(attemptsTable(study.summary))]),
  },
  { id: 'inside', title: 'Inside the portal', lead: LEADS.inside, body: (study) => [insideCharts(chartedStudy(study))] },
  { id: 'deaths', title: 'Deaths', body: ofTrials((study) => [crashes(study)]) },
]

const HOW_SURE: readonly Section[] = [
  {
    id: 'comparison',
    title: 'Compared',
    body: ofTrials((study) => [
      trialsPicture(study),
      comparisonPicture(study),
      table(comparisonTable(study.summary)),
      table(bestTable(study.summary)),
    ]),
  },
  { id: 'citizens', title: 'Citizen by citizen', body: ofTrials(({ summary }) => citizenSection(summary)) },
  { id: 'thresholds', title: 'What had to hold', body: ({ summary }) => [table(thresholdsTable(summary.thresholds))] },
  { id: 'ledger', title: 'Was anything lost?', body: ofTrials(({ summary }) => [table(ledgerTable(summary))]) },
  { id: 'validity', title: 'Can the figures be trusted?', body: validityBody },
]

const TO_LOOK_UP: readonly Section[] = [
  {
    id: 'figures',
    title: 'The figures',
    body: ofTrials(({ summary }) => [...measuresTables(summary), ...allFiguresTables(summary)].map(htmlTable)),
  },
  {
    id: 'environment',
    title: 'What was run, on what',
    body: (study) => [strategiesTable(study), scenariosTable(study), ...environmentTables(study)].filter(hasRows).map(htmlTable),
  },
  {
    id: 'repeat',
    title: 'How to repeat it',
    body: (study) => [
      html`<pre tabindex="0"><code>${repeatCommands(study).join('\n')}</code></pre>`,
      table(trialCommandsTable(study)),
    ],
  },
  { id: 'definitions', title: 'Definitions', body: () => [terms(DEFINITIONS)] },
  {
    id: 'left-out',
    title: 'In the files and not on this page',
    body: () => [folded('What is left out, and why', terms(leftOut()))],
  },
]

/** The page in its order. */
export const PARTS: readonly Part[] = [
  { title: 'What happened', sections: WHAT_HAPPENED },
  { title: 'Why', sections: WHY },
  { title: 'How sure it is', sections: HOW_SURE },
  { title: 'To look things up', sections: TO_LOOK_UP },
]

/** Nothing where no trial was run. */
function ofTrials(body: Section['body']): Section['body'] {
  return (study) => (study.summary.trials.length > 0 ? body(study) : [])
}

function capacityBody({ capacity, summary }: Study): readonly Piece[] {
  return capacity ? [capacityCharts(capacity, summary.hammer ?? []), ...capacityTables(capacity).map(htmlTable)] : []
}

function waitingCharts(charted: Study): Chart[] {
  return [
    ...percentileCharts(charted),
    ...servedCurveCharts(charted),
    ...measureCharts(charted, MEASURES.median),
    ...measureCharts(charted, MEASURES.latency),
  ]
}

function atOnceBody(study: Study): readonly Piece[] {
  const points = study.summary.hammer ?? []
  return points.length === 0 ? [] : [hammerCharts(study), htmlTable(hammerTable(points)), htmlTable(autocannonTable(points))]
}

function insideCharts(charted: Study): Chart[] {
  const { inFlight, poolWaiting, backlog, heap, eventLoop } = MEASURES
  return [inFlight, poolWaiting, backlog, heap, eventLoop].flatMap((measure) => measureCharts(charted, measure))
}

function validityBody(study: Study): readonly Piece[] {
  const tables = study.summary.trials.length > 0 ? measurementTables(study).map(table) : []
  return [...trustSentences(study).map(paragraph), ...tables, list(LIMITS)]
}

function crashes({ summary }: Study): Html {
  const deaths = crashTable(summary)
  return deaths ? htmlTable(deaths) : paragraph('No process died without being told to.')
}

function table(one: Table | null): Html | null {
  return one && htmlTable(one)
}

function terms(pairs: readonly (readonly [term: string, meaning: string])[]): Html {
  return html`<dl class="terms">
    ${pairs.map(
      ([term, meaning]) =>
        html`<div>
          <dt>${term}</dt>
          <dd>${meaning}</dd>
        </div>`,
    )}
  </dl>`
}

function paragraph(text: string): Html {
  return html`<p>${text}</p>`
}

function list(items: readonly string[]): Html {
  return html`<ul>
    ${items.map((item) => html`<li>${item}</li>`)}
  </ul>`
}

function folded(title: string, body: Html): Html {
  return html`<details>
    <summary>${title}</summary>
    ${body}
  </details>`
}

function hasRows({ rows }: Table): boolean {
  return rows.length > 0
}
