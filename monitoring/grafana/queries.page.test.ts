import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard'
import { findOnPath } from '../../loadtest/environment/redis-download.mjs'
import { openWatch } from '../../loadtest/live/open-watch.ts'
import type { Watch } from '../../loadtest/live/watch.ts'
import { readTrialRecords, type TrialRecords } from '../../loadtest/records/trial-records.ts'
import smoke from '../../loadtest/scenarios/smoke.ts'
import type { Scenario } from '../../loadtest/scenarios/scenario.ts'
import { summariseTrial } from '../../loadtest/statistics/summarise-trial.ts'
import type { TrialSummary } from '../../loadtest/statistics/trial-summary.ts'
import { openLaboratory, type Laboratory } from '../../loadtest/trials/laboratory.ts'
import { runTrial, trialId } from '../../loadtest/trials/run-trial.ts'
import { templateFor } from '../../loadtest/trials/template-for.ts'
import { loadStrategies } from '../../strategies/load-strategies.ts'
import { nominalCapacityPerS } from '../../strategies/strategy.ts'
import {
  askLabelValues,
  askNow,
  askRange,
  EVERYTHING,
  substituted,
  type Choice,
  type Series,
  type Span,
} from './ask-prometheus.ts'
import { dashboardQueries, panelsOf, readDashboard } from './dashboard-queries.ts'
import { DASHBOARDS } from './dashboards.ts'

const STRATEGY = 'shed-on-depth'

/** Everything that a dashboard shows happens: all stages, newcomers, officers at work, refusals, and a portal that is killed. */
const eventful: Scenario = {
  ...smoke,
  name: 'eventful',
  stages: [
    { name: 'before', durationS: 4, rate: 0.8 },
    { name: 'surge', durationS: 5, rate: 2.5 },
    { name: 'after', durationS: 2, rate: 0.5 },
  ],
  mix: { 'returning-applicant': 0.7, newcomer: 0.2, visitor: 0.1 },
  // Nobody stays for long, so that the drain is short.
  behaviour: { ...smoke.behaviour, patienceS: 3, toleranceS: 5, retries: 1 },
  faults: [{ fault: 'portal-killed', atS: 7 }],
}
const STAGES = ['before', 'surge', 'after', 'drain']
/** The lab tells once a second and is scraped once a second, more slowly while other tests run; starts are known to the second. */
const NOTICED_WITHIN_S = 6

// Debian's package `prometheus`; where it is not installed there is nothing to ask.
const withPrometheus = findOnPath(['prometheus'], process.env) === null ? describe.skip : describe
withPrometheus('every query of every dashboard, on a trial that Prometheus has scraped', () => {
  const id = trialId(STRATEGY, eventful.name, 1, 1)
  const choices: Choice[] = [EVERYTHING, { strategy: STRATEGY, scenario: eventful.name, trial: id }]
  let lab: Laboratory
  let watch: Watch
  let directory: string
  let records: TrialRecords
  let summary: TrialSummary
  let span: Span
  let duringS: number

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'antrean-grafana-'))
    lab = await openLaboratory(eventful.envelope)
    watch = await openWatch(lab, { title: 'test', strategies: [STRATEGY], planned: 1, live: { port: 0 } })
    const startS = Date.now() / 1000
    const { stages } = eventful
    const trial = { id, strategy: STRATEGY, scenario: eventful.name, seed: 1, block: 1, stages }
    const quiet = { phase: () => undefined, second: () => undefined, exit: () => undefined }
    await runTrial(
      lab,
      {
        strategy: (await loadStrategies()).get(STRATEGY)!,
        options: { maxWaitS: 1, signUpsPerS: 1, retryAfterS: 1 },
        scenario: eventful,
        seed: 1,
        block: 1,
        directory,
        template: await templateFor(lab, eventful, 1),
      },
      watch.observe({ ...trial, nominalCapacityPerS: nominalCapacityPerS(eventful.envelope) }, quiet),
      new AbortController().signal,
    )
    // The last second has to be scraped.
    await sleep(1500)
    records = await readTrialRecords(directory)
    summary = summariseTrial(records)
    span = { startS, endS: Date.now() / 1000, stepS: 1 }
    duringS = records.facts.startedAt / 1000 + 5
  }, 90_000)
  afterAll(async () => {
    await watch?.measured()
    await watch?.close(null)
    await lab?.close()
    rmSync(directory, { recursive: true, force: true })
  }, 30_000)

  const answer = (query: { expr: string; instant: boolean }, choice: Choice, { stepS }: Pick<Span, 'stepS'> = span) => {
    const expr = substituted(query.expr, choice, { ...span, stepS })
    // One step more: the last one ends before the time does.
    if (!query.instant) return askRange(watch.prometheusUrl!, expr, { ...span, endS: span.endS + stepS, stepS })
    // What is summed up over the chosen time is asked at its end, what is true of a moment while people come.
    return askNow(watch.prometheusUrl!, expr, query.expr.includes('$__range') ? span.endS : duringS)
  }

  const asked = dashboardQueries()
  const ofKind = (kind: string) => asked.filter((query) => query.kind === kind).map((query) => [query.name, query] as const)

  it.each(ofKind('panel'))('%s', async (_name, query) => {
    for (const choice of choices) expectData(await answer(query, choice), query.legend)
  })

  it.each(ofKind('annotation'))('%s', async (_name, query) => {
    for (const choice of choices) {
      for (const stepS of [1, 10]) expectData(await answer(query, choice, { stepS }), query.legend)
    }
  })

  it.each(ofKind('variable'))('%s', async (name, { expr }) => {
    const [, variable] = /\$(\w+)$/.exec(name)!
    const values = await askLabelValues(watch.prometheusUrl!, substituted(expr, EVERYTHING, span), span)
    expect(values).toEqual([choices[1]![variable as keyof Choice]])
  })

  it('colours and dashes only series that there are', async () => {
    for (const { file } of DASHBOARDS) {
      for (const panel of panelsOf(readDashboard(file))) {
        const mine = asked.filter(({ name }) => name.startsWith(`${file}: ${panel.title}, `))
        const names = new Set(['Value #A', 'Value #B'])
        for (const query of mine) for (const { metric } of await answer(query, EVERYTHING)) names.add(named(query.legend, metric))
        const overridden = panel.fieldConfig!.overrides.map(({ matcher }) => matcher.options as string)
        expect([panel.title, overridden.filter((name) => !names.has(name))]).toEqual([panel.title, []])
      }
    }
  })

  it('lays side by side only what has the same key and nothing else', async () => {
    for (const { file } of DASHBOARDS) {
      for (const panel of panelsOf(readDashboard(file))) {
        const key = keyOf(panel)
        if (key === null) continue
        for (const query of asked.filter(({ name }) => name.startsWith(`${file}: ${panel.title}, `))) {
          for (const { metric } of await answer(query, EVERYTHING))
            expect([query.name, Object.keys(metric)]).toEqual([query.name, [key]])
        }
      }
    }
  })

  it('the table of trials says what the records say', async () => {
    const figure = async (title: string) => {
      const [row] = await answer(
        asked.find(({ legend, instant }) => instant && legend === title)!,
        EVERYTHING,
      )
      return Number(row!.values[0]![1])
    }
    const { served, late, turnedAway, gaveUp } = summary.citizens
    expect({
      served: await figure('served within 30 s'),
      late: await figure('later'),
      turnedAway: await figure('turned away'),
      gaveUp: await figure('gave up'),
      deaths: await figure('deaths'),
    }).toEqual({ served, late, turnedAway, gaveUp, deaths: 1 })
  })

  it('marks every stage, the death and the restart, where they were', async () => {
    const marks = async (name: string) =>
      answer(
        asked.find((query) => query.name.endsWith(`: ${name}`))!,
        EVERYTHING,
      )
    const stages = await marks('Stages')
    expect(new Set(stages.map(({ metric }) => metric.stage))).toEqual(new Set(STAGES))
    const [death, ...noMore] = await marks('Deaths')
    expect(noMore).toEqual([])
    expect(death!.metric).toMatchObject({ name: 'portal', cause: 'killed' })
    const diedAtS = records.facts.startedAt / 1000 + records.facts.exits.find(({ unexpected }) => unexpected)!.atS
    const soonAfter = (atS: number) => atS > diedAtS - 1 && atS < diedAtS + NOTICED_WITHIN_S
    expect(death!.values.map(([atS]) => soonAfter(atS))).toEqual([true])
    const restarts = await marks('Restarts')
    expect(restarts.map(({ metric }) => metric.process)).toEqual(['portal'])
    const restartedAtMs = new Set(restarts[0]!.values.map(([, value]) => Number(value)))
    expect([...restartedAtMs].map((ms) => soonAfter(ms / 1000))).toEqual([true])
  })
})

/** At least one series with a number, and every label that its name is made of. */
function expectData(answer: Series[], legend: string): void {
  const numbers = answer.flatMap(({ values }) => values.map(([, value]) => Number(value))).filter(Number.isFinite)
  expect(numbers.length).toBeGreaterThan(0)
  for (const [, label] of legend.matchAll(/\{\{(\w+)\}\}/g)) {
    expect(answer.map(({ metric }) => metric[label!] ?? `no label ${label}`)).not.toContain(`no label ${label}`)
  }
}

/** The field by which a panel joins its answers or splits them; null = it shows them as they come. */
function keyOf({ transformations = [] }: Panel): string | null {
  const options = (id: string) => transformations.find((each) => each.id === id)?.options
  return options('partitionByValues')?.fields[0] ?? Object.keys(options('organize')?.indexByName ?? {})[0] ?? null
}

/** A series' name as Grafana makes it. */
const named = (legend: string, metric: Record<string, string>) =>
  legend.replaceAll(/\{\{(\w+)\}\}/g, (_whole, label: string) => metric[label] ?? '')
