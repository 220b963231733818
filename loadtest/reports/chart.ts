import { html, type Html } from './html.ts'
import { htmlSource } from './provenance.ts'

/** What draw-charts.js draws; values that are not known are null and leave a gap. */
export interface Chart {
  id: string
  title: string
  /** The picture in words, for those who cannot see it. */
  alt: string
  xLabel: string
  yLabel: string
  /** even: the points stand side by side whatever their distance (10, 50, 200, ... people). */
  xScale: 'linear' | 'even'
  yScale: 'linear' | 'log'
  /** The same for panels that are to be compared; null = as the values ask. */
  yMax: number | null
  x: readonly number[]
  series: readonly Series[]
  /** Shaded stretches of x, with a name. */
  bands: readonly { from: number; to: number; label: string }[]
  /** Deaths. */
  marks: readonly { at: number; label: string }[]
  /** Horizontal lines. */
  levels: readonly { at: number; label: string }[]
  /** Raw files that the values derive from, below the results' directory. */
  source?: readonly string[]
}

export interface Series {
  label: string
  look: Look
  shape: 'line' | 'area' | 'points'
  values: readonly (number | null)[]
}

/** Colour by the name of a CSS variable, so that light, dark and print differ; dash in px, empty = solid. */
export interface Look {
  colour: string
  dash: readonly number[]
}

/** Strategies are told apart by colour (Okabe and Ito 2008, adapted to the background) and by dash. */
const DASHES = [[], [8, 4], [2, 3], [10, 3, 2, 3], [14, 4], [5, 5]]
const COLOURS = 6

export function lookOf(strategy: string, order: readonly string[]): Look {
  const index = Math.max(0, order.indexOf(strategy))
  const round = Math.floor(index / COLOURS)
  return { colour: `--strategy-${(index % COLOURS) + 1}`, dash: DASHES[(index + round) % DASHES.length]! }
}

export const OFFERED: Look = { colour: '--offered', dash: [] }

/** The place where a chart will be drawn, with its key; without scripts the tables hold the same figures. */
export function chartFigure({ id, title, alt, series, yLabel, source }: Chart): Html {
  return html`<figure class="chart">
    <figcaption>
      <strong>${title}</strong>
      <span class="axis">${yLabel}</span>
    </figcaption>
    <ul class="key" aria-hidden="true">
      ${series.map(({ label, look, shape }) => html`<li>${swatch(look, shape)}${label}</li>`)}
    </ul>
    <div class="plot" data-chart="${id}" role="img" aria-label="${alt}"></div>
    <p class="readout" aria-hidden="true"></p>
    ${htmlSource(source)}
  </figure>`
}

function swatch({ colour, dash }: Look, shape: Series['shape']): Html {
  if (shape === 'area') return html`<i class="area" style="background:var(${colour})"></i>`
  return html`<svg width="30" height="8" viewBox="0 0 30 8">
    <line x1="0" y1="4" x2="30" y2="4" stroke="var(${colour})" stroke-width="2.5" stroke-dasharray="${dash.join(' ')}" />
  </svg>`
}
