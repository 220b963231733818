import { type Chart, chartFigure } from './chart.ts'
import { headlinesOf } from './headlines.ts'
import { embeddedJson, html, type Html } from './html.ts'
import { questionOf } from './narrative.ts'
import { page } from './page.ts'
import type { Study } from './read-study.ts'
import { PARTS, type Piece, type Section } from './report-sections.ts'

/** A section of which something is there. */
interface Shown extends Pick<Section, 'id' | 'title' | 'lead'> {
  pieces: readonly NonNullable<Piece>[]
}

/** report.html: one file that carries everything with it and asks nobody for anything. */
export async function htmlReport(study: Study): Promise<string> {
  const parts = PARTS.map(({ title, sections }) => ({
    title,
    sections: sections.map((one) => shownOf(one, study)).filter(isThere),
  }))
  const sections = parts.flatMap((part) => part.sections)
  return page({
    title: `Antrean: ${study.manifest.name}`,
    body: html`<header id="headline">${headline(study)}</header>
      <main>${verdictBox(study)} ${contents(parts)} ${sections.map(sectionOf)}</main>
      <footer>
        Antrean ${study.manifest.antrean}: a simulation. Everything here derives from the raw records beside this file.
      </footer>`,
    data: embeddedJson(sections.flatMap(({ pieces }) => pieces.filter(isCharts)).flat()),
  })
}

function shownOf({ id, title, lead, body }: Section, study: Study): Shown {
  const pieces = body(study).filter((piece) => piece !== null && !(isCharts(piece) && piece.length === 0))
  return { id, title, ...(lead === undefined ? {} : { lead }), pieces: pieces as NonNullable<Piece>[] }
}

function isThere({ pieces }: Shown): boolean {
  return pieces.length > 0
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
    <h1>${questionOf(manifest.command)}</h1>
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
  return html`<section id="in-short" class="verdict" aria-labelledby="in-short-title">
    <h2 id="in-short-title">In short</h2>
    ${sentences.map((sentence) => html`<p>${sentence}</p>`)} ${caveats.map((caveat) => html`<p class="caveat">${caveat}</p>`)}
  </section>`
}

function contents(parts: readonly { title: string; sections: readonly Shown[] }[]): Html {
  return html`<nav aria-label="Contents">
    ${parts
      .filter(({ sections }) => sections.length > 0)
      .map(
        ({ title, sections }) =>
          html`<div>
            <h2>${title}</h2>
            <ul>
              ${sections.map((section) => html`<li><a href="#${section.id}">${section.title}</a></li>`)}
            </ul>
          </div>`,
      )}
  </nav>`
}

function sectionOf({ id, title, lead, pieces }: Shown): Html {
  return html`<section id="${id}" aria-labelledby="${id}-title">
    <h2 id="${id}-title">${title}</h2>
    ${lead === undefined ? null : html`<p class="lead">${lead}</p>`} ${pieces.map(pieceOf)}
  </section>`
}

function pieceOf(piece: NonNullable<Piece>): Html {
  return isCharts(piece) ? html`<div class="charts">${piece.map(chartFigure)}</div>` : piece
}

function isCharts(piece: Piece): piece is readonly Chart[] {
  return Array.isArray(piece)
}
