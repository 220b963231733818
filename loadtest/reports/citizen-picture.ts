import type { CitizenComparison, CitizenExample } from '../statistics/citizen-by-citizen.ts'
import type { CitizenTimeline, TimelineAttempt } from '../statistics/citizen-timeline.ts'
import { seconds } from '../statistics/figures.ts'
import { answerOf, endingOf, eventsOf, introductionOf } from './citizen-words.ts'
import { html, type Html } from './html.ts'
import { htmlSource, trialFile } from './provenance.ts'

const WIDTH = 760
const LEFT = 12
const RIGHT = 24
const LANE = 92
const AXIS = 34
/** Of a character of the labels, on the wide side, so that neighbours do not touch. */
const CHARACTER = 6.6
const SERVED_WITHIN_S = 30

/** What failed is hollow, so that it does not hang on the colour alone. */
const LOOKS: Record<TimelineAttempt['saw'], { fill: string; stroke: string }> = {
  result: { fill: 'var(--served)', stroke: 'var(--paper)' },
  accepted: { fill: 'var(--served)', stroke: 'var(--paper)' },
  'not-yet': { fill: 'var(--waiting)', stroke: 'var(--paper)' },
  'went-on': { fill: 'var(--late)', stroke: 'var(--paper)' },
  rejected: { fill: 'var(--turned-away)', stroke: 'var(--soft)' },
  'no-answer': { fill: 'var(--paper)', stroke: 'var(--gave-up)' },
  broken: { fill: 'var(--paper)', stroke: 'var(--crash)' },
}

/** Two lanes on one axis of time: what one citizen lived through under the reference and under the strategy. Drawn here, without scripts. */
export function citizenPicture({ a, b, scenario, example }: CitizenComparison & { example: CitizenExample }): Html {
  const title = introductionOf(example, a, b)
  const endS = Math.max(example.a.finishedS, example.b.finishedS, 1) * 1.04
  const x = (s: number) => LEFT + (Math.max(0, s) / endS) * (WIDTH - LEFT - RIGHT)
  const id = `citizen-${a}-${scenario}`.replaceAll(/[^\w-]/g, '-')
  const height = 2 * LANE + AXIS
  return html`<figure class="citizen">
    <figcaption><strong>One citizen, twice.</strong> ${title}</figcaption>
    <div class="table" role="region" aria-label="One citizen, twice: ${b} and ${a}" tabindex="0">
      <svg
        viewBox="0 0 ${WIDTH} ${height}"
        style="display:block;min-width:40rem;width:100%;max-width:60rem;font:11px var(--sans)"
        role="img"
        aria-labelledby="${id}-title ${id}-story"
      >
        <title id="${id}-title">${title}</title>
        <desc id="${id}-story">${story(b, example.b)} ${story(a, example.a)}</desc>
        ${axis(x, endS, height)} ${lane(b, example.b, 0, x)} ${lane(a, example.a, LANE, x)}
      </svg>
    </div>
    ${htmlSource([example.b, example.a].flatMap(({ trial }) => [trialFile(trial, 'citizens.csv'), trialFile(trial, 'attempts.csv')]))}
  </figure>`
}

function story(strategy: string, timeline: CitizenTimeline): string {
  return `Under ${strategy}: ${eventsOf(timeline)
    .map(({ atS, words }) => `${seconds(Math.max(0, atS))} ${words}`)
    .join('; ')}.`
}

type Scale = (s: number) => number

function axis(x: Scale, endS: number, height: number): Html {
  const step = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100].find((size) => endS / size <= 10) ?? 200
  const ticks = Array.from({ length: Math.floor(endS / step) + 1 }, (_, index) => index * step)
  const bottom = height - AXIS + 6
  return html`${ticks.map(
      (s) =>
        html`<line x1="${at(x(s))}" x2="${at(x(s))}" y1="4" y2="${bottom}" stroke="var(--grid)" />
          <text x="${at(x(s))}" y="${bottom + 13}" text-anchor="middle" fill="var(--faint)">${seconds(s)}</text>`,
    )}
    <text x="${WIDTH - RIGHT}" y="${height - 2}" text-anchor="end" fill="var(--faint)">after she meant to arrive</text>
    ${endS < SERVED_WITHIN_S ? null : limit(x(SERVED_WITHIN_S), bottom)}`
}

/** Permits to the right of it are late. */
function limit(x: number, bottom: number): Html {
  return html`<line x1="${at(x)}" x2="${at(x)}" y1="4" y2="${bottom}" stroke="var(--soft)" stroke-dasharray="5 4" />
    <text x="${at(x - 4)}" y="12" text-anchor="end" fill="var(--soft)">in time until here</text>`
}

function lane(name: string, timeline: CitizenTimeline, top: number, x: Scale): Html {
  const middle = top + 48
  return html`<text x="${LEFT}" y="${top + 20}" style="font-size:13px;font-weight:600" fill="var(--ink)">${name}</text>
    <text x="${LEFT + name.length * 8 + 12}" y="${top + 20}" fill="var(--soft)">${endingOf(timeline)}</text>
    <line
      x1="${at(x(0))}"
      x2="${at(x(timeline.finishedS))}"
      y1="${middle}"
      y2="${middle}"
      stroke="var(--faint)"
      stroke-width="1.5"
    />
    ${timeline.attempts.map((attempt) => bar(attempt, middle, x))} ${labels(timeline, middle + 26, x)} ${end(timeline, middle, x)}`
}

function bar(attempt: TimelineAttempt, middle: number, x: Scale): Html {
  const { step, startS, endS, saw } = attempt
  const { fill, stroke } = LOOKS[saw]
  const width = Math.max(4, x(endS) - x(startS))
  return html`<rect
    x="${at(x(startS))}"
    y="${middle - 9}"
    width="${at(width)}"
    height="18"
    rx="2"
    fill="${fill}"
    stroke="${stroke}"
    stroke-width="1.5"
  >
    <title>${step}, ${seconds(startS)} to ${seconds(endS)}: ${answerOf(attempt)}</title>
  </rect>`
}

/** Under the bars, as many as there is room for: what decides her story before what is on the way. */
function labels({ attempts }: CitizenTimeline, y: number, x: Scale): Html {
  const importance: readonly TimelineAttempt['saw'][] = [
    'result',
    'accepted',
    'rejected',
    'no-answer',
    'broken',
    'went-on',
    'not-yet',
  ]
  const taken: { from: number; to: number }[] = []
  const shown = attempts
    .toSorted((a, b) => importance.indexOf(a.saw) - importance.indexOf(b.saw))
    .flatMap((attempt) => {
      const words = attempt.saw === 'result' ? 'permit' : answerOf(attempt)
      const half = (words.length * CHARACTER) / 2
      const middle = Math.min(WIDTH - half, Math.max(LEFT + half, x((attempt.startS + attempt.endS) / 2)))
      const place = { from: middle - half, to: middle + half }
      if (taken.some(({ from, to }) => place.from < to && from < place.to)) return []
      taken.push(place)
      return html`<text x="${at(middle)}" y="${y}" text-anchor="middle" fill="var(--soft)">${words}</text>`
    })
  return html`${shown}`
}

/** A disc with a tick where she sees her permit, a cross where she stops without one. */
function end({ resultS, finishedS }: CitizenTimeline, middle: number, x: Scale): Html {
  const place = at(x(resultS ?? finishedS))
  if (resultS === null) {
    return html`<path d="M${place} ${middle}m-6-6l12 12m0-12l-12 12" stroke="var(--crash)" stroke-width="2.5" fill="none" />`
  }
  return html`<circle cx="${place}" cy="${middle}" r="9" fill="var(--served)" stroke="var(--paper)" stroke-width="2" />
    <path d="M${place} ${middle}m-4 0l3 3l5-6" stroke="var(--paper)" stroke-width="2" fill="none" />`
}

function at(coordinate: number): string {
  return coordinate.toFixed(1)
}
