import { join } from 'node:path'
import { findCores, pinSelf } from '../environment/cores.ts'
import { reasonOf } from '../environment/environment-error.ts'
import { cleanUpLeftovers } from '../environment/leftovers.ts'
import { openRunDirectory } from '../environment/run-directory.ts'
import { type ExposedMetrics, exposeMetrics } from '../live/expose-metrics.ts'
import { observeTogether } from '../live/observe-together.ts'
import { openWatch } from '../live/open-watch.ts'
import { UNWATCHED, type LiveOptions, type Watch } from '../live/watch.ts'
import type { WatchedTrial } from '../live/watched-trial.ts'
import type { Manifest } from '../records/manifest.ts'
import { deriveAll, deriveTrial } from '../reports/derive-all.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import { nominalCapacityPerS } from '../../strategies/strategy.ts'
import { runAct } from '../terminal/act.ts'
import { lastScreen, trialResultLine } from '../terminal/last-screen.ts'
import { watchLines } from '../terminal/watch-lines.ts'
import type { Laboratory } from '../trials/laboratory.ts'
import { loadTarget, type TargetTrial } from '../trials/load-target.ts'
import { describeRun, writeManifest } from '../trials/manifest.ts'
import type { TrialObserver } from '../trials/observer.ts'
import { trialId } from '../trials/run-trial.ts'
import { exitCodeOf } from './exit-code.ts'
import { assertsOption } from './options.ts'
import { awaitPortal, prepareTarget, STRATEGY } from './prepare-target.ts'
import { makeResultsDirectory } from './results-directory.ts'
import { checkTarget, withoutPassword, type TargetOptions } from './target.ts'

interface Options extends TargetOptions {
  out?: string | undefined
  assert?: string[] | undefined
  live: LiveOptions | null
}

/**
 * A scenario's people against a portal that already runs. Only what citizens see can be measured; the rest of the figures is null. People who
 * need a seeded account come only if the target knows them: with `--database` they are written there, and its promises are audited in the end.
 * @throws UsageError, EnvironmentError
 */
export async function runAgainstTarget(
  options: Options,
  argv: readonly string[],
  scenario: Scenario,
  seed: number,
  stop: AbortSignal,
): Promise<number> {
  const target = checkTarget(options, scenario)
  const asserts = assertsOption(options.assert, [STRATEGY])
  await awaitPortal(target.portal, stop)
  const directory = makeResultsDirectory(options.out, `${scenario.name}-target`)
  const about = aboutTrial(scenario, seed)
  const { watch, manifest } = await perform(
    about,
    options.live,
    async () => {
      const trial = await prepareTarget(target, { scenario, seed, fresh: options.fresh ?? false, directory })
      const manifest = manifestOf(trial, { argv: withoutPassword(argv), asserts })
      writeManifest(directory, manifest)
      return { trial, manifest }
    },
    stop,
  )
  let report: string | null = null
  try {
    writeManifest(directory, { ...manifest, finishedAt: new Date().toISOString(), interrupted: stop.aborted })
    const summary = await deriveAll(directory)
    report = join(directory, 'report.html')
    console.log(await lastScreen(summary, directory))
    return exitCodeOf(summary, manifest.strategies)
  } finally {
    await watch.close(report)
  }
}

function manifestOf(
  { portal, scenario, seed }: TargetTrial,
  { argv, asserts }: { argv: readonly string[]; asserts: string[] | undefined },
): Manifest {
  const portalAsItIs = {
    name: STRATEGY,
    summary: portal,
    reference: 'a portal that was already running',
    durability: 'durable' as const,
    options: {},
  }
  const facts = {
    command: 'run',
    argv,
    name: `${scenario.name}-target`,
    hypothesis: null,
    seed,
    envelope: scenario.envelope,
    scenarios: [scenario],
    strategies: [portalAsItIs],
    asserts,
  }
  return describeRun(facts, null)
}

function aboutTrial(scenario: Scenario, seed: number): WatchedTrial {
  const { name, stages, envelope } = scenario
  const id = trialId(STRATEGY, name, seed, 1)
  return { id, strategy: STRATEGY, scenario: name, seed, block: 1, stages, nominalCapacityPerS: nominalCapacityPerS(envelope) }
}

interface Prepared {
  trial: TargetTrial
  manifest: Manifest
}

/**
 * The trial, watched.
 * @param prepare may empty the target's database: called when nothing else can be refused any more, such as a port that is taken
 * @returns the watch, still open: the page is told of the report
 */
async function perform(
  about: WatchedTrial,
  live: LiveOptions | null,
  prepare: () => Promise<Prepared>,
  stop: AbortSignal,
): Promise<{ watch: Watch; manifest: Manifest }> {
  await cleanUpLeftovers()
  const cores = findCores()
  const unpin = pinSelf(cores)
  const run = openRunDirectory()
  let watch: Watch = UNWATCHED
  let exposed: ExposedMetrics | null = null
  try {
    watch = await openWatch({ run, cores }, { title: `run ${about.scenario}`, strategies: [STRATEGY], planned: 1, live })
    exposed = await exposeMetrics(about)
    const { trial, manifest } = await prepare()
    const absent =
      trial.absent.length === 0
        ? ''
        : `; at home stay: ${trial.absent.join(', ')} (the target does not know them, or no --gateway is named)`
    console.log(`${about.scenario} against ${trial.portal}${absent}\n${watchLines(watch)}`)
    const step = (terminal: TrialObserver) => watchedStep({ run, cores }, { trial, about, watch, exposed }, terminal, stop)
    await runAct([{ title: trial.portal, run: step }])
    return { watch, manifest }
  } catch (error) {
    await watch.close(null)
    throw error
  } finally {
    await exposed?.close()
    await watch.measured()
    run.remove()
    unpin()
  }
}

interface WatchedTarget {
  trial: TargetTrial
  about: WatchedTrial
  watch: Watch
  exposed: ExposedMetrics | null
}

async function watchedStep(
  lab: Pick<Laboratory, 'run' | 'cores'>,
  { trial, about, watch, exposed }: WatchedTarget,
  terminal: TrialObserver,
  stop: AbortSignal,
): Promise<string> {
  try {
    const watched = watch.observe(about, terminal)
    const observer = exposed === null ? watched : observeTogether([watched, exposed.observer], warn)
    await loadTarget(lab, trial, observer, stop)
    const { summary } = await deriveTrial(trial.directory)
    watch.finished(about, summary)
    return trialResultLine(summary)
  } catch (error) {
    watch.brokenOff(trial.id, reasonOf(error))
    throw error
  }
}

const warn = (error: unknown) => console.error(`watching goes wrong, measuring goes on: ${reasonOf(error)}`)
