import { per } from '../statistics/figures.ts'
import type { HammerRecord } from '../records/hammer-record.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import type { Step } from '../terminal/act.ts'
import { runHammerPoint } from '../trials/hammer-point.ts'
import type { Watch } from '../live/watch.ts'
import type { Laboratory } from '../trials/laboratory.ts'
import { makeTemplate, type Template } from '../trials/seeding.ts'
import type { ChosenStrategy } from './chosen-strategies.ts'

export interface HammerOrder {
  chosen: ChosenStrategy
  people: readonly number[]
  /** Of each point, s. */
  durationS: number
  scenario: Scenario
  seed: number
  /** Of the results. */
  directory: string
  watch: Watch
}

/** Points of the closed population as steps of an act; each on a fresh portal. */
export function hammerSteps(lab: Laboratory, order: HammerOrder, stop: AbortSignal): Step[] {
  const { chosen, durationS, scenario, seed, directory, watch } = order
  const most = Math.max(...order.people)
  let template: Promise<Template> | null = null
  return order.people.map((people) => ({
    title: `${people} people`,
    async run(terminal) {
      if (stop.aborted) return 'not run'
      const about = { id: `${chosen.name}-p${people}`, title: `${people} people`, strategy: chosen.name }
      const observer = watch.point(about, terminal)
      observer.phase('starting a fresh portal')
      template ??= makeTemplate(lab.postgres, { seed, citizens: Array.from({ length: most }, (_, index) => index), officers: 0 })
      const { strategy, options } = chosen
      const point = { strategy, options, scenario, seed, people, durationS, directory, template: await template }
      const result = hammerResult(await runHammerPoint(lab, point, observer, stop))
      observer.done(result)
      return result
    },
  }))
}

function hammerResult({ pagesPerS, permitsPerS, outcomes, deaths, invalidReasons }: HammerRecord): string {
  const sent = Object.values(outcomes).reduce((sum, count) => sum + count, 0)
  const answered = sent === 0 ? 0 : Math.round((100 * outcomes.ok) / sent)
  const died = deaths.length > 0 ? `, ${deaths.length} died` : ''
  return `${per(pagesPerS)} pages/s, ${permitsPerS === null ? '?' : per(permitsPerS)} permits/s, ${answered} % of requests answered in time${died}${invalidReasons.length > 0 ? ', INVALID' : ''}`
}
