import { byStrategy, type StrategyResult } from '../statistics/by-strategy.ts'
import { FATES, type Fate } from '../statistics/fates.ts'
import { percent, whole } from '../statistics/figures.ts'
import { armDifference, armWords } from './arm-words.ts'
import { FATE_NAMES } from './fate-looks.ts'
import { html, type Html } from './html.ts'
import { htmlSource, RAW } from './provenance.ts'
import type { Study } from './read-study.ts'
import { labelOf } from './representative-trials.ts'

/** Narrower parts carry no figure: it would not fit on a telephone. */
const ROOM_FOR_FIGURE = 0.12

/** Stacked bars of the same people, drawn with nothing but CSS; the table beside them holds the figures. */
export function fatesBars(study: Study): Html {
  const results = byStrategy(study.summary.trials).filter((result) => result.citizens.scheduled > 0)
  const shown = FATES.filter((fate) => results.some((result) => result.citizens[fate] > 0))
  return html`${samePeople(results, study)}
    <figure class="fates">
      <ul class="key" aria-hidden="true">
        ${shown.map((fate) => html`<li><i class="${fate}"></i>${FATE_NAMES[fate]}</li>`)}
      </ul>
      ${results.map((result) => barOf(result, study))} ${htmlSource([RAW.citizens])}
    </figure>`
}

function barOf(result: StrategyResult, study: Study): Html {
  const { citizens, strategy, validTrials } = result
  const name = labelOf(result, study.summary)
  const parts = FATES.filter((fate) => citizens[fate] > 0)
  const words = parts.map((fate) => `${whole(citizens[fate])} ${FATE_NAMES[fate]}`).join(', ')
  const does = armWords(strategy, study)
  return html`<div class="bar">
    <div class="name">
      <b>${name}</b> ${validTrials === 0 ? html`<b class="invalid">invalid</b>` : null}
      ${does === null ? null : html`<span class="does">${does}</span>`}
    </div>
    <div class="parts" role="img" aria-label="${name}: of ${whole(citizens.scheduled)} people ${words}">
      ${parts.map((fate) => partOf(fate, citizens[fate], citizens.scheduled))}
    </div>
  </div>`
}

function partOf(fate: Fate, count: number, of: number): Html {
  const share = count / of
  return html`<span class="${fate}" style="flex:${share.toFixed(5)}" title="${whole(count)} ${FATE_NAMES[fate]}"
    >${share >= ROOM_FOR_FIGURE ? html`<b>${percent(share)}</b>` : null}</span
  >`
}

function samePeople(results: readonly StrategyResult[], study: Study): Html | null {
  const scheduled = new Set(results.map((result) => result.citizens.scheduled))
  const [people] = scheduled
  const scenarios = new Set(results.map(({ scenario }) => scenario)).size
  if (people === undefined || scheduled.size > 1 || scenarios > 1 || results.length < 2) return null
  const differs = {
    strategy: 'only the way of queueing differs',
    nothing: 'nothing differs, so what the bars do not share is chance',
    named: 'what differs stands beside its name',
  }[armDifference(study, [...new Set(results.map(({ strategy }) => strategy))])]
  return html`<p>Each bar is the same ${whole(people)} people who came for a permit; ${differs}.</p>`
}
