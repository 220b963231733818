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
  /** Where x is labelled and how, and the name of every point of it; absent = by its value. */
  xTicks?: readonly { at: number; label: string }[]
  xNames?: readonly string[]
  yScale: 'linear' | 'log'
  /** Values are times in ms, labelled 10 ms, 1 s, 1 min; absent = plain numbers. */
  yTime?: true
  /** The same for panels that are to be compared; null = as the values ask. */
  yMax: number | null
  x: readonly number[]
  series: readonly Series[]
  /** Shaded stretches of x, with a name. down: nobody was there to answer. fault: a strip at the bottom, or where it does not end a mark. */
  bands: readonly { from: number; to: number; label: string; tone?: 'down' | 'fault' }[]
  /** Places on x with a name: deaths, unless it is just a place. */
  marks: readonly { at: number; label: string; tone?: 'place' }[]
  /** Horizontal lines. */
  levels: readonly { at: number; label: string }[]
  /** What has to be known to read it. */
  note?: string
  /** Raw files that the values derive from, below the results' directory. */
  source?: readonly string[]
}

export interface Series {
  /** In the key, unless it is empty. */
  label: string
  look: Look
  /** stack: a layer, the first one of a chart at the bottom. */
  shape: 'line' | 'area' | 'points' | 'stack'
  values: readonly (number | null)[]
}

/** Colour by the name of a CSS variable, so that light, dark and print differ; dash in px, empty = solid. */
export interface Look {
  colour: string
  dash: readonly number[]
  /** px; absent = 2. */
  width?: number
  pale?: true
  /** Of a layer, so that it is not told by its colour alone; the class that has the same pattern in CSS. */
  pattern?: 'rising' | 'falling' | 'dots'
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
export function chartFigure({ id, title, alt, series, yLabel, note, source }: Chart): Html {
  const named = series.filter(({ label }) => label !== '')
  return html`<figure class="chart">
    <figcaption>
      <strong>${title}</strong>
      <span class="axis">${yLabel}</span>
    </figcaption>
    <ul class="key" aria-hidden="true">
      ${named.map(({ label, look, shape }) => html`<li>${swatch(look, shape)}${label}</li>`)}
    </ul>
    <div class="plot" data-chart="${id}" role="img" aria-label="${alt}"></div>
    <p class="readout" aria-hidden="true"></p>
    ${note === undefined ? null : html`<p class="note">${note}</p>`} ${htmlSource(source)}
  </figure>`
}

function swatch({ colour, dash, width = 2, pattern }: Look, shape: Series['shape']): Html {
  if (shape === 'area' || shape === 'stack') {
    return html`<i class="${pattern ?? ''}" style="background-color:var(${colour})"></i>`
  }
  return html`<svg width="30" height="8" viewBox="0 0 30 8">
    <line
      x1="0"
      y1="4"
      x2="30"
      y2="4"
      stroke="var(${colour})"
      stroke-width="${width + 0.5}"
      stroke-dasharray="${dash.join(' ')}"
    />
  </svg>`
}
