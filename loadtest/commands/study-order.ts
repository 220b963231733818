import { loadStrategies } from '../../strategies/load-strategies.ts'
import { loadScenarios, loadStudies } from '../definitions.ts'
import type { ManifestStudy } from '../records/manifest.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import type { Arm, Study } from '../studies/study.ts'
import { chosenArms, type ChosenStrategy } from './chosen-strategies.ts'
import type { LiveOptions } from '../live/watch.ts'
import { LIVE, liveOption, withoutLive } from './live-option.ts'
import { ASSERT, assertsOption, COMMON, LARGEST_SEED, oneOf, onlyWord, parseOptions, seedOption, wholeNumber } from './options.ts'
import { UsageError } from './usage-error.ts'

/** A study as it was ordered: its file, changed by what the command line says. */
export interface StudyOrder {
  /** The arguments that make this study again, however it is watched. */
  argv: readonly string[]
  study: Study
  scenario: Scenario
  /** The reference first in the manifest; here in the study's order. */
  arms: readonly ChosenStrategy[]
  judged: ManifestStudy
  seed: number
  /** null = without the closed population. */
  hammer: { chosen: ChosenStrategy; people: readonly number[]; durationS: number } | null
  asserts: readonly string[] | undefined
  out: string | undefined
  live: LiveOptions | null
}

/** Besides those that say what is run: what the command does with it. */
const MODES = {
  studies: { type: 'string' },
  plan: { type: 'boolean', default: false },
  resume: { type: 'string' },
} as const

/** Seeds of two studies are further apart than the blocks of one can reach (`--repeats` is at most 1,000). */
export const SEEDS_APART = 1000

/** Blocks of a pilot: enough to see how much the log-ratios vary, few enough to be cheap. */
const PILOT_BLOCKS = 3

/** The words of the command line that are understood here. @throws UsageError */
export function parseStudy(args: readonly string[]) {
  const { values, positionals } = parseOptions({
    args: [...args],
    allowPositionals: true,
    options: {
      ...COMMON,
      ...ASSERT,
      ...LIVE,
      ...MODES,
      quick: { type: 'boolean', default: false },
      strategies: { type: 'string' },
      scenario: { type: 'string' },
      repeats: { type: 'string' },
      aa: { type: 'boolean', default: false },
    },
  })
  const [, dir] = positionals
  if (values.plan && positionals.length === 2)
    throw new UsageError(`--plan DIR goes alone, what was compared stands in the directory: npm start -- study --plan ${dir}`)
  return { ...values, word: onlyWord(positionals) }
}

/** @throws UsageError before anything has started */
export async function readOrder(args: readonly string[]): Promise<StudyOrder> {
  const values = parseStudy(args)
  const [studies, scenarios, available] = [await loadStudies(), await loadScenarios(), await loadStrategies()]
  const file = studies.get(oneOf('study', values.word ?? 'crash', [...studies.keys()])) as Study
  const scenario = scenarios.get(oneOf('scenario', values.scenario ?? file.scenario, [...scenarios.keys()])) as Scenario
  if (values.quick && (values.aa || values.strategies !== undefined))
    throw new UsageError(`--quick chooses the strategies; it does not go with ${values.aa ? '--aa' : '--strategies'}`)
  const named = values.strategies?.split(',').map((name) => name.trim())
  const asked = named ?? (values.quick ? file.quick : namesOf(file))
  const study = values.aa ? againstItself(file, named ?? [file.reference]) : file
  const arms = values.aa ? study.arms! : asked.map((name) => armOf(study, name))
  const chosen = chosenArms(arms, available, scenario.envelope)
  refuseOtherArms(study, chosen)
  if (values.plan && chosen.length < 2) throw new UsageError('--plan needs something to compare: --strategies a,b')
  const { primaryMetric, direction, minimumEffect, hammer } = study
  const reference = chosen.some(({ name }) => name === study.reference) ? study.reference : chosen[0]!.name
  const repeats = wholeNumber('repeats', values.repeats, values.plan ? PILOT_BLOCKS : 1, 1, SEEDS_APART)
  const seed = seedOption(values.seed)
  refuseLargeSeeds(seed, studiesOption(values.studies), repeats)
  const withHammer = hammer && !values.quick && !values.aa && !values.plan && values.strategies === undefined
  return {
    argv: withoutLive(args),
    study,
    scenario,
    arms: chosen,
    judged: { primaryMetric, direction, minimumEffect, reference, repeats },
    seed,
    hammer: withHammer
      ? { ...hammer, chosen: chosenArms([armOf(study, hammer.strategy)], available, scenario.envelope)[0]! }
      : null,
    asserts: assertsOption(
      values.assert,
      chosen.map(({ name }) => name),
    ),
    out: values.out,
    live: liveOption(values),
  }
}

/** `--studies N`. @throws UsageError */
export function studiesOption(text: string | undefined): number {
  return wholeNumber('studies', text, 1, 1, 100)
}

/** Each block, and each of several studies, has people of its own. @throws UsageError when the last ones would have no seed */
function refuseLargeSeeds(seed: number, studies: number, repeats: number): void {
  const most = LARGEST_SEED - (studies - 1) * SEEDS_APART - (repeats - 1)
  if (seed > most) throw new UsageError(`--seed ${seed} leaves no seeds for all blocks, which count on from it; at most ${most}`)
}

/** A control knows what must come out, of its own arms alone. @throws UsageError when others were asked for */
function refuseOtherArms(study: Study, chosen: readonly ChosenStrategy[]): void {
  const own = namesOf(study)
  const isOwn = chosen.length === own.length && chosen.every(({ name }) => own.includes(name))
  if (study.expects && !isOwn)
    throw new UsageError(`"${study.name}" is a control of its own arms (${own.join(', ')}); compare others with: study crash`)
}

function namesOf({ strategies, arms = [] }: Study): string[] {
  return [...strategies, ...arms.map(({ name }) => name)]
}

/** One of the study's own arms, else any strategy as it is. */
function armOf({ arms = [] }: Study, name: string): Arm {
  return arms.find((arm) => arm.name === name) ?? { name, strategy: name, options: {}, faults: [] }
}

/** A/A control: one arm twice. Whatever it finds is the method's own error. */
function againstItself(study: Study, names: readonly string[]): Study {
  if (names.length !== 1) throw new UsageError(`--aa compares one strategy with itself, not ${names.length}: --strategies NAME`)
  const arm = armOf(study, names[0]!)
  const again = { ...arm, name: `${arm.name}-again` }
  return {
    ...study,
    hypothesis: `A/A control: "${arm.name}" does not differ from itself.`,
    strategies: [],
    arms: [arm, again],
    reference: arm.name,
    expects: 'no-winner',
  }
}
