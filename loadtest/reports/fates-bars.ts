import { byStrategy, type StrategyResult } from '../statistics/by-strategy.ts'
import { FATES, type Fate } from '../statistics/fates.ts'
import { percent, whole } from '../statistics/figures.ts'
import type { StudySummary } from '../statistics/study-summary.ts'
import { html, type Html } from './html.ts'
import { htmlSource, RAW } from './provenance.ts'
import { labelOf } from './representative-trials.ts'

const NAMES: Record<Fate, string> = {
  served: 'permit within 30 s',
  late: 'later',
  waiting: 'still waiting',
  turnedAway: 'turned away',
  gaveUp: 'gave up',
  notSent: 'not sent',
}
/** Narrower parts carry no figure: it would not fit on a telephone. */
const ROOM_FOR_FIGURE = 0.09

/** Stacked bars of the same people, drawn with nothing but CSS; the table beside them holds the figures. */
export function fatesBars(summary: StudySummary): Html {
  const results = byStrategy(summary.trials).filter((result) => result.citizens.scheduled > 0)
  const shown = FATES.filter((fate) => fate !== 'notSent' || results.some((result) => result.citizens.notSent > 0))
  return html`${samePeople(results)}
    <figure class="fates">
      <ul class="key" aria-hidden="true">
        ${shown.map((fate) => html`<li><i class="${fate}"></i>${NAMES[fate]}</li>`)}
      </ul>
      ${results.map((result) => {
        const { scheduled } = result.citizens
        const parts = FATES.filter((fate) => result.citizens[fate] > 0)
        const words = parts.map((fate) => `${whole(result.citizens[fate])} ${NAMES[fate]}`).join(', ')
        return html`<div class="bar">
          <div class="name">
            ${labelOf(result, summary)} ${result.validTrials === 0 ? html`<b class="invalid">invalid</b>` : null}
          </div>
          <div class="parts" role="img" aria-label="${labelOf(result, summary)}: of ${whole(scheduled)} people ${words}">
            ${parts.map((fate) => {
              const share = result.citizens[fate] / scheduled
              return html`<span
                class="${fate}"
                style="flex:${share.toFixed(5)}"
                title="${whole(result.citizens[fate])} ${NAMES[fate]}"
                >${share >= ROOM_FOR_FIGURE ? percent(share) : null}</span
              >`
            })}
          </div>
        </div>`
      })}
      ${htmlSource([RAW.citizens])}
    </figure>`
}

function samePeople(results: readonly StrategyResult[]): Html | null {
  const scheduled = new Set(results.map((result) => result.citizens.scheduled))
  const [people] = scheduled
  if (people === undefined || scheduled.size > 1 || results.length < 2) return null
  return html`<p>Each bar is the same ${whole(people)} people who came for a permit; only the way of queueing differs.</p>`
}
