import { html, type Html } from './html.ts'
import { htmlSource } from './provenance.ts'

/** Rows of points and intervals on one axis: what is drawn of trials and of comparisons. Drawn here, without scripts. */
export interface IntervalRows {
  /** Part of the ids of its title and description; only one on a page. */
  id: string
  title: string
  axis: Axis
  rows: readonly IntervalRow[]
  /** A stretch of the axis that is shaded. */
  band?: { from: number; to: number; label: string }
  /** A place on the axis with a name. */
  level?: { at: number; label: string }
  note: string
  source: readonly string[]
}

interface Axis {
  scale: 'linear' | 'log'
  label: string
  from: number
  to: number
  ticks: readonly { at: number; label: string }[]
}

export interface IntervalRow {
  label: string
  /** Name of a CSS variable. */
  colour: string
  /** Single trials; hollow: shown, not used. */
  dots?: readonly { at: number; hollow: boolean }[]
  centre: number | null
  /** Around the centre: a thick line on a thin one. */
  thick?: readonly [number, number] | null
  thin?: readonly [number, number] | null
  /** At the right. */
  verdict: string
  /** The row in words. */
  words: string
}

const WIDTH = 760
const LEFT = 180
const RIGHT = 150
/** Room for the names of a band or a place. */
const TOP = 26
const ROW = 40
/** Trials stand above the line of their mean, so that neither hides the other. */
const APART = 7
const AXIS = 40

export function intervalRows({ id, title, axis, rows, band, level, note, source }: IntervalRows): Html {
  const x = scaleOf(axis)
  const top = band || level ? TOP : 4
  const bottom = top + rows.length * ROW
  return html`<figure class="drawn">
    <figcaption><strong>${title}</strong></figcaption>
    <div class="table" role="region" aria-label="${title}" tabindex="0">
      <svg
        viewBox="0 0 ${WIDTH} ${bottom + AXIS}"
        style="display:block;min-width:34rem;width:100%;max-width:48rem;font:12px var(--sans)"
        role="img"
        aria-labelledby="${id}-title ${id}-words"
      >
        <title id="${id}-title">${title}</title>
        <desc id="${id}-words">${rows.map(({ words }) => words).join(' ')}</desc>
        ${band ? shaded(band, x, bottom) : null} ${axisOf(axis, x, top, bottom)} ${level ? named(level, x, bottom) : null}
        ${rows.map((row, index) => rowOf(row, top + (index + 0.5) * ROW, x))}
      </svg>
    </div>
    <p class="note">${note}</p>
    ${htmlSource(source)}
  </figure>`
}

type Scale = (value: number) => number

/** What lies beyond the axis is drawn at its end. */
function scaleOf({ scale, from, to }: Axis): Scale {
  const of = scale === 'log' ? Math.log : (value: number) => value
  return (value) => {
    const share = (of(Math.min(to, Math.max(from, value))) - of(from)) / (of(to) - of(from))
    return LEFT + share * (WIDTH - LEFT - RIGHT)
  }
}

function axisOf({ ticks, label }: Axis, x: Scale, top: number, bottom: number): Html {
  return html`${ticks.map(
      (tick) =>
        html`<line x1="${at(x(tick.at))}" x2="${at(x(tick.at))}" y1="${top}" y2="${bottom}" stroke="var(--grid)" />
          <text x="${at(x(tick.at))}" y="${bottom + 15}" text-anchor="middle" fill="var(--faint)">${tick.label}</text>`,
    )} <text x="${WIDTH - RIGHT}" y="${bottom + 33}" text-anchor="end" fill="var(--faint)">${label}</text>`
}

function shaded({ from, to, label }: NonNullable<IntervalRows['band']>, x: Scale, bottom: number): Html {
  return html`<rect x="${at(x(from))}" width="${at(x(to) - x(from))}" y="${TOP}" height="${bottom - TOP}" fill="var(--band)" />
    <text x="${at((x(from) + x(to)) / 2)}" y="${TOP - 8}" text-anchor="middle" fill="var(--faint)">${label}</text>`
}

function named({ at: place, label }: NonNullable<IntervalRows['level']>, x: Scale, bottom: number): Html {
  return html`<line
      x1="${at(x(place))}"
      x2="${at(x(place))}"
      y1="${TOP}"
      y2="${bottom}"
      stroke="var(--soft)"
      stroke-dasharray="4 3"
    />
    <text x="${at(x(place))}" y="${TOP - 8}" text-anchor="middle" fill="var(--faint)">${label}</text>`
}

function rowOf({ label, colour, dots = [], centre, thick, thin, verdict }: IntervalRow, y: number, x: Scale): Html {
  const middle = dots.length > 0 ? y + APART : y
  const line = ([from, to]: readonly [number, number], width: number) =>
    html`<line
      x1="${at(x(from))}"
      x2="${at(x(to))}"
      y1="${middle}"
      y2="${middle}"
      stroke="var(${colour})"
      stroke-width="${width}"
    />`
  return html`<text x="${LEFT - 14}" y="${y + 4}" text-anchor="end" style="font-weight:600" fill="var(--ink)">${label}</text>
    ${dots.map(
      (dot) =>
        html`<circle
          cx="${at(x(dot.at))}"
          cy="${y - APART}"
          r="4.5"
          fill="${dot.hollow ? 'none' : `var(${colour})`}"
          fill-opacity="0.45"
          stroke="var(${colour})"
        />`,
    )}
    ${thin ? line(thin, 1.5) : null} ${thick ? line(thick, 5) : null}
    ${
      centre === null
        ? null
        : html`<rect
            x="${at(x(centre) - 3)}"
            y="${middle - 8}"
            width="6"
            height="16"
            rx="1.5"
            fill="var(${colour})"
            stroke="var(--paper)"
            stroke-width="1.5"
          />`
    }
    <text x="${WIDTH - RIGHT + 14}" y="${y + 4}" fill="var(--soft)">${verdict}</text>`
}

function at(coordinate: number): string {
  return coordinate.toFixed(1)
}
