import { z } from 'zod'
import { loadFolder } from '../service/load-folder.ts'
import { envelopeSchema } from '../strategies/strategy-config.ts'
import type { Fault } from './faults/fault.ts'
import type { Journey } from './journeys/journey.ts'
import type { Scenario } from './scenarios/scenario.ts'
import { metricPaths } from './statistics/metric.ts'
import { parseThreshold } from './statistics/thresholds.ts'
import type { Study } from './studies/study.ts'

const named = { name: z.string().regex(/^[a-z][a-z0-9-]*$/), summary: z.string().min(10) }
const share = z.number().min(0).max(1)
const threshold = z.string().superRefine((written, context) => {
  try {
    parseThreshold(written)
  } catch (error) {
    context.addIssue((error as Error).message)
  }
})

const timedFaults = z.array(z.object({ fault: z.string(), atS: z.number().min(0), untilS: z.number().positive().optional() }))

const scenario = z
  .object({
    ...named,
    stages: z
      .array(
        z.object({
          name: z.string().min(1),
          durationS: z.number().positive(),
          rate: z.number().min(0),
          rateTo: z.number().min(0).optional(),
        }),
      )
      .min(1),
    arrivals: z.enum(['poisson', 'even']),
    mix: z.record(z.string(), share),
    behaviour: z.object({
      patienceS: z.number().positive(),
      toleranceS: z.number().positive(),
      retries: z.int().min(0),
      retry: z.enum(['none', 'refresh', 'backoff']),
      obeysRetryAfter: share,
      reusesKey: share,
    }),
    envelope: envelopeSchema,
    officers: z.int().min(0),
    faults: timedFaults,
    thresholds: z.array(threshold).optional(),
  })
  .refine((value) => Math.abs(Object.values(value.mix).reduce((a, b) => a + b, 0) - 1) < 1e-9, 'mix: shares must sum to 1')

const journey = z.object({ ...named, matters: z.enum(['page', 'apply']), seeded: z.boolean(), run: z.function() })
const fault = z.object({ ...named, start: z.function(), stop: z.function().optional() })
const study = z
  .object({
    ...named,
    hypothesis: z.string().min(20),
    scenario: z.string(),
    strategies: z.array(z.string()),
    arms: z
      .array(
        z.object({ name: named.name, strategy: z.string(), options: z.record(z.string(), z.unknown()), faults: timedFaults }),
      )
      .optional(),
    reference: z.string(),
    primaryMetric: z.enum(metricPaths()),
    direction: z.enum(['higher', 'lower']),
    minimumEffect: z.number().positive().max(1),
    expects: z.enum(['b-better', 'no-winner']).optional(),
    quick: z.array(z.string()).min(1),
  })
  .superRefine(({ strategies, arms = [], reference, quick }, context) => {
    const names = [...strategies, ...arms.map(({ name }) => name)]
    const twice = names.find((name, index) => names.indexOf(name) !== index)
    if (twice !== undefined) context.addIssue(`arms: "${twice}" is there twice`)
    for (const name of [reference, ...quick])
      if (!names.includes(name)) context.addIssue(`reference, quick: there is no arm "${name}"; there are: ${names.join(', ')}`)
  })

const folder = (name: string) => new URL(`./${name}/`, import.meta.url)

/** Every journey of the folder, by name; likewise the others. @throws Error that lists the problems of all files at once */
export const loadJourneys = () => loadFolder<Journey>(folder('journeys'), journey, ['journey'])
export const loadFaults = () => loadFolder<Fault>(folder('faults'), fault, ['fault'])

/** Likewise studies; the faults that their arms name must exist. Scenarios and strategies are looked up when a study is run. */
export async function loadStudies(): Promise<Map<string, Study>> {
  const faults = await loadFaults()
  const named = study.superRefine(({ arms = [] }, context) => {
    for (const { fault: name } of arms.flatMap((arm) => arm.faults))
      if (!faults.has(name)) context.addIssue(`arms: there is no fault "${name}"`)
  })
  return loadFolder<Study>(folder('studies'), named, ['study'])
}

/** Likewise scenarios; the journeys and faults that they name must exist. */
export async function loadScenarios(): Promise<Map<string, Scenario>> {
  const [journeys, faults] = [await loadJourneys(), await loadFaults()]
  const named = scenario.superRefine(({ mix, faults: timed }, context) => {
    for (const name of Object.keys(mix)) if (!journeys.has(name)) context.addIssue(`mix: there is no journey "${name}"`)
    for (const { fault: name } of timed) if (!faults.has(name)) context.addIssue(`faults: there is no fault "${name}"`)
  })
  return loadFolder<Scenario>(folder('scenarios'), named, ['scenario'])
}
