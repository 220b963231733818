import type { Manifest } from '../records/manifest.ts'
import type { StudySummary } from '../statistics/study-summary.ts'
import type { ManifestFacts } from '../trials/manifest.ts'
import { trialOrder } from '../trials/trial-order.ts'
import { runAct, type Step } from '../terminal/act.ts'
import { firstScreen } from '../terminal/first-screen.ts'
import { trialId } from '../trials/run-trial.ts'
import type { ChosenStrategy } from './chosen-strategies.ts'
import { perform } from './experiment.ts'
import { hammerSteps } from './hammer-steps.ts'
import { foundTrials, keptHammerPoints, moveAside, moveHalfPointsAside, resumePlan } from './resume-study.ts'
import type { StudyOrder } from './study-order.ts'
import { TrialSteps } from './trial-steps.ts'

/** Results of an earlier session. */
export interface Continued {
  directory: string
  manifest: Manifest
}

/**
 * One study from its first trial, or from where an earlier session left it, to its report.
 * @param introduce with the first screen
 */
export async function runStudy(
  order: StudyOrder,
  stop: AbortSignal,
  { continues, introduce = true }: { continues?: Continued | undefined; introduce?: boolean },
): Promise<{ directory: string; summary: StudySummary; exitCode: number }> {
  const { study, scenario, arms, judged, seed, out, live } = order
  const before = continues ? await takeStock(order, continues.directory) : { kept: new Set<string>(), aside: [], points: null }
  const planned = arms.length * judged.repeats
  return perform({ ...factsOf(order), out, live, planned, continues }, stop, async (lab, directory, watch) => {
    if (continues) {
      moveAside(directory, before.aside)
      moveHalfPointsAside(directory)
    }
    const names = arms.map(({ name }) => name)
    if (introduce)
      console.log(
        firstScreen({ study, scenario, lab, watch, strategies: names, repeats: judged.repeats, hammer: order.hammer !== null }),
      )
    const people = order.hammer?.people.filter((number) => !before.points?.has(number)) ?? []
    if (order.hammer && people.length > 0) {
      console.log('Act 1: more and more people at once')
      watch.doing('act 1: more and more people at once')
      await runAct(hammerSteps(lab, { ...order.hammer, people, scenario, seed, directory, watch }, stop))
      watch.doing(null)
    }
    console.log(`\nAct ${order.hammer ? 2 : 1}: the same citizens, one way of queueing after the other`)
    await runAct(stepsOf(order, new TrialSteps(lab, scenario, { directory, watch, stop }), before.kept))
  })
}

/** What the manifest of an ordered study says. */
export function factsOf({ study, scenario, arms, judged, seed, argv, asserts }: StudyOrder): ManifestFacts {
  return {
    command: 'study',
    argv,
    name: study.name,
    hypothesis: study.hypothesis,
    seed,
    envelope: scenario.envelope,
    scenarios: [scenario],
    strategies: withReferenceFirst(arms, judged.reference),
    study: judged,
    asserts,
  }
}

/** What there is of a study, before anything is started. */
async function takeStock({ arms, scenario, seed, judged }: StudyOrder, directory: string) {
  const wanted = trialOrder(namesOf(arms), seed, judged.repeats).map((trial) => ({
    first: trialId(trial.arm, scenario.name, trial.seed, trial.block, 1),
    second: trialId(trial.arm, scenario.name, trial.seed, trial.block, 2),
  }))
  return { ...resumePlan(wanted, await foundTrials(directory)), points: await keptHammerPoints(directory) }
}

function stepsOf({ arms, scenario, seed, judged }: StudyOrder, trials: TrialSteps, kept: ReadonlySet<string>): Step[] {
  const { repeats } = judged
  const chosen = new Map(arms.map((arm) => [arm.name, arm]))
  return trialOrder(namesOf(arms), seed, repeats).map(({ arm, seed, block }) => {
    const title = repeats > 1 ? `${arm}, block ${block} of ${repeats}` : arm
    const isKept = kept.has(trialId(arm, scenario.name, seed, block))
    return trials.step(title, chosen.get(arm)!, seed, block, { reRun: true, kept: isKept })
  })
}

const namesOf = (arms: readonly ChosenStrategy[]) => arms.map(({ name }) => name)

/** The manifest's first strategy is what the others are compared with. */
function withReferenceFirst(arms: readonly ChosenStrategy[], reference: string) {
  const isReference = ({ name }: ChosenStrategy) => name === reference
  return [...arms.filter(isReference), ...arms.filter((one) => !isReference(one))].map(({ described }) => described)
}
