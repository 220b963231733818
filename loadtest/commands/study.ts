import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { readJson } from '../records/json.ts'
import { readManifest } from '../records/manifest.ts'
import { TRIAL_FACTS_SCHEMA } from '../records/trial-facts-schema.ts'
import { trialDirs } from '../records/read-trials.ts'
import { readResults } from '../reports/read-results.ts'
import { studyPlan } from '../statistics/study-plan.ts'
import { controlOutcome } from '../statistics/control-outcome.ts'
import { controlLine } from '../terminal/control-line.ts'
import { lastScreen } from '../terminal/last-screen.ts'
import { planScreen } from '../terminal/plan-screen.ts'
import type { Command } from './command.ts'
import { EXIT } from './exit-code.ts'
import { liveOption, withoutLive } from './live-option.ts'
import { existingResults } from './results-directory.ts'
import type { LiveOptions } from '../live/watch.ts'
import { refuseOwned } from './results-owner.ts'
import { interruptedStudy } from './resume-study.ts'
import { runStudy, type Continued } from './run-study.ts'
import { interruptedStudies, severalStudies } from './several-studies.ts'
import { parseStudy, readOrder, studiesOption, type StudyOrder } from './study-order.ts'
import { UsageError } from './usage-error.ts'

const study: Command = {
  name: 'study',
  usage:
    'study [NAME] [--quick] [--strategies a,b] [--scenario NAME] [--repeats N] [--aa] [--studies N] [--plan] [--assert EXPR]\n  study --plan <dir> | study --resume <dir>',
  summary:
    'reproduces the crash, then compares strategies on the same citizens; --repeats 8 gives intervals, --aa sets a strategy against\n      itself, --plan says how many blocks are needed, --resume goes on where a study was interrupted',
  async run(args, stop) {
    const { resume, plan, studies, word, ...values } = parseStudy(args)
    const live = liveOption(values)
    if (resume !== undefined) return resumeStudy(withoutLive(args), resume, live, stop)
    if (plan && word !== undefined && (word.includes('/') || existsSync(word))) return planFrom(args, word)
    const count = studiesOption(studies)
    if (count > 1 && plan) throw new UsageError('--plan makes one pilot; it does not go with --studies')
    if (count > 1) return severalStudies(args, count, null, live, stop)
    return oneStudy(await readOrder(args), stop)
  },
}
export default study

/** The order is the one of the first session, so nothing else may be said, but how it is watched. */
async function resumeStudy(args: readonly string[], dir: string, live: LiveOptions | null, stop: AbortSignal): Promise<number> {
  if (args.length > (args[0] === '--resume' ? 2 : 1))
    throw new UsageError('--resume DIR goes alone: what is to be done stands in the directory')
  const directory = resolve(dir)
  refuseOwned(directory)
  const several = await interruptedStudies(directory)
  if (several) return severalStudies(several.argv, several.of, directory, live, stop)
  const interrupted = await interruptedStudy(dir)
  return oneStudy({ ...(await readOrder(interrupted.manifest.argv)), live }, stop, interrupted)
}

async function oneStudy(order: StudyOrder, stop: AbortSignal, continues?: Continued): Promise<number> {
  const { directory, summary, exitCode } = await runStudy(order, stop, { continues })
  console.log(await lastScreen(summary, directory))
  if (parseStudy(order.argv).plan) await printPlan(directory)
  const outcome = controlOutcome(order.study.expects, summary.comparisons)
  if (outcome === null) return exitCode
  console.log(`\n${controlLine(summary.comparisons, outcome)}`)
  return outcome === 'missed' || outcome === 'wrong' ? EXIT.failed : exitCode
}

/** Nothing is run, so there is nothing that another word could change. */
async function planFrom(args: readonly string[], dir: string): Promise<number> {
  if (args.length > 2) throw new UsageError('--plan DIR goes alone: what was compared stands in the directory')
  return printPlan(existingResults(dir))
}

/** Blocks and hours that a study needs, from results that serve as its pilot. */
async function printPlan(directory: string): Promise<number> {
  const { study: design, strategies } = await readManifest(directory)
  if (!design || strategies.length < 2) throw new UsageError(`${directory} compares nothing, so there is nothing to plan`)
  const { trials, manifest } = await readResults(directory)
  const facts = await Promise.all(
    (await trialDirs(directory)).map((dir) => readJson(join(dir, 'trial.json'), TRIAL_FACTS_SCHEMA)),
  )
  const startedAt = facts.map((trial) => trial.startedAt)
  console.log(`\n${planScreen(manifest, studyPlan(trials, design, startedAt), design)}`)
  return EXIT.done
}
