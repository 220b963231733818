import { capacityCharts } from './capacity-charts.ts'
import { capacityTables } from './capacity-tables.ts'
import { type Chart, chartFigure } from './chart.ts'
import { citizenSection } from './citizen-section.ts'
import { bestTable, comparisonTable } from './comparison-tables.ts'
import { environmentTables, scenariosTable, strategiesTable } from './environment-tables.ts'
import { fatesBars } from './fates-bars.ts'
import { headlinesOf } from './headlines.ts'
import { hammerCharts } from './hammer-charts.ts'
import { autocannonTable, hammerTable } from './hammer-table.ts'
import { embeddedJson, html, type Html } from './html.ts'
import { page } from './page.ts'
import { DEFINITIONS, HOW_TO_READ, HYPOTHESIS, LIMITS, QUESTION } from './narrative.ts'
import { attemptsTable, fatesTable, measuresTables } from './people-tables.ts'
import type { Study } from './read-study.ts'
import { repeatCommands } from './repeat-commands.ts'
import { htmlTable, type Table } from './table.ts'
import { thresholdsTable } from './thresholds-table.ts'
import { goodputCharts, MEASURES, measureCharts, servedCurveCharts } from './trial-charts.ts'
import { trialCommandsTable } from './trial-commands-table.ts'
import { measurementTables } from './measurement-tables.ts'
import { crashTable, ledgerTable } from './trust-tables.ts'

interface Section {
  id: string
  title: string
  body: readonly (Html | null)[]
  className?: string
}

/** report.html: one file that carries everything with it and asks nobody for anything. */
export async function htmlReport(study: Study): Promise<string> {
  const charts = chartsOf(study)
  const sections = sectionsOf(study, charts).filter(({ body }) => body.some((part) => part !== null))
  return page({
    title: `Antrean: ${study.manifest.name}`,
    body: html`<header>
        ${headline(study)}
        <nav aria-label="Contents">
          <ul>
            ${sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}
          </ul>
        </nav>
      </header>
      <main>${verdictBox(study)} ${sections.map(sectionOf)}</main>
      <footer>
        Antrean ${study.manifest.antrean}: a simulation. Everything here derives from the raw records beside this file.
      </footer>`,
    data: embeddedJson(Object.values(charts).flat()),
  })
}

type ChartGroups = Record<'capacity' | 'goodput' | 'hammer' | 'waiting' | 'inside', Chart[]>

function chartsOf(study: Study): ChartGroups {
  const { summary, capacity } = study
  if (summary.trials.length === 0) return { capacity: [], goodput: [], hammer: hammerCharts(study), waiting: [], inside: [] }
  return {
    capacity: capacity ? capacityCharts(capacity, summary.hammer ?? []) : [],
    goodput: goodputCharts(study),
    hammer: summary.hammer ? hammerCharts(study) : [],
    waiting: [...servedCurveCharts(study), ...measureCharts(study, MEASURES.latency)],
    inside: [MEASURES.inFlight, MEASURES.backlog, MEASURES.heap, MEASURES.eventLoop].flatMap((measure) =>
      measureCharts(study, measure),
    ),
  }
}

function headline({ manifest, summary }: Study): Html {
  const facts = [
    ['Seed', String(manifest.seed)],
    ['Trials', String(summary.trials.length)],
    ['Nominal capacity', `${manifest.nominalCapacityPerS} permits/s`],
    ['Machine', `${manifest.machine.cores} cores${manifest.machine.pinned ? '' : ', not pinned'}`],
    ['Run', manifest.startedAt.slice(0, 16).replace('T', ' ') + ' UTC'],
  ]
  return html`<p class="eyebrow"><b>Antrean</b> · ${manifest.command} ${manifest.name}</p>
    <h1>${QUESTION}</h1>
    ${manifest.hypothesis === null ? null : html`<p>Tested here: ${manifest.hypothesis}</p>`}
    <dl class="facts">
      ${facts.map(
        ([term, value]) =>
          html`<div>
            <dt>${term!}</dt>
            <dd>${value!}</dd>
          </div>`,
      )}
    </dl>`
}

function verdictBox(study: Study): Html {
  const { sentences, caveats } = headlinesOf(study)
  return html`<section class="verdict" aria-labelledby="verdict">
    <h2 id="verdict">In short</h2>
    ${sentences.map(paragraph)} ${caveats.map((caveat) => html`<p class="caveat">${caveat}</p>`)}
  </section>`
}

function sectionsOf(study: Study, charts: ChartGroups): Section[] {
  const { summary, capacity } = study
  const any = summary.trials.length > 0
  const tables = (...list: (Table | null)[]) => (any ? list.map((table) => table && htmlTable(table)) : [])
  return [
    { id: 'people', title: 'What became of the people', body: any ? [fatesBars(summary), ...tables(fatesTable(summary))] : [] },
    {
      id: 'capacity',
      title: 'How much it can carry',
      body: capacity ? [chartGrid(charts.capacity), ...capacityTables(capacity).map(htmlTable)] : [],
    },
    { id: 'hypothesis', title: 'What is hypothesis', className: 'hypothesis', body: HYPOTHESIS.map(paragraph) },
    { id: 'reading', title: 'How to read this', body: [list(HOW_TO_READ)] },
    { id: 'goodput', title: 'Who came, what they got', body: [chartGrid(charts.goodput)] },
    { id: 'at-once', title: 'More and more people at once', body: hammerBody(study, charts.hammer) },
    { id: 'waiting', title: 'How long they waited', body: [chartGrid(charts.waiting)] },
    { id: 'inside', title: 'Inside the portal', body: [chartGrid(charts.inside)] },
    { id: 'figures', title: 'The figures', body: tables(...measuresTables(summary), attemptsTable(summary)) },
    { id: 'comparison', title: 'Compared', body: tables(comparisonTable(summary), bestTable(summary)) },
    { id: 'citizens', title: 'Citizen by citizen', body: any ? citizenSection(summary) : [] },
    {
      id: 'thresholds',
      title: 'What had to hold',
      body: [thresholdsTable(summary.thresholds)].map((table) => table && htmlTable(table)),
    },
    { id: 'deaths', title: 'Deaths', body: any ? [crashes(summary)] : [] },
    { id: 'ledger', title: 'Was anything lost?', body: tables(ledgerTable(summary)) },
    {
      id: 'validity',
      title: 'Can the figures be trusted?',
      body: [...tables(...measurementTables(study)), list(LIMITS)],
    },
    {
      id: 'environment',
      title: 'What was run, on what',
      body: [strategiesTable(study), scenariosTable(study), ...environmentTables(study)].filter(hasRows).map(htmlTable),
    },
    {
      id: 'repeat',
      title: 'How to repeat it',
      body: [html`<pre><code>${repeatCommands(study).join('\n')}</code></pre>`, ...tables(trialCommandsTable(study))],
    },
    { id: 'definitions', title: 'Definitions', body: [definitions()] },
  ]
}

function sectionOf({ id, title, body, className }: Section): Html {
  return html`<section id="${id}" class="${className ?? ''}" aria-labelledby="${id}-title">
    <h2 id="${id}-title">${title}</h2>
    ${body.filter((part) => part !== null)}
  </section>`
}

function chartGrid(charts: readonly Chart[]): Html | null {
  return charts.length === 0 ? null : html`<div class="charts">${charts.map(chartFigure)}</div>`
}

function hammerBody({ summary }: Study, charts: readonly Chart[]): (Html | null)[] {
  const points = summary.hammer ?? []
  return points.length === 0 ? [] : [chartGrid(charts), htmlTable(hammerTable(points)), htmlTable(autocannonTable(points))]
}

function crashes(summary: Study['summary']): Html {
  const table = crashTable(summary)
  return table ? htmlTable(table) : paragraph('No process died without being told to.')
}

function definitions(): Html {
  return html`<dl class="terms">
    ${DEFINITIONS.map(
      ([term, meaning]) =>
        html`<dt>${term}</dt>
          <dd>${meaning}</dd>`,
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

function hasRows({ rows }: Table): boolean {
  return rows.length > 0
}
