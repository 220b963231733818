import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { request } from 'undici'
import { nominalCapacityPerS } from '../../strategies/strategy.ts'
import { personOf } from '../citizens/identity.ts'
import { loadJourneys } from '../definitions.ts'
import { findCores, pinSelf } from '../environment/cores.ts'
import { EnvironmentError } from '../environment/environment-error.ts'
import { cleanUpLeftovers } from '../environment/leftovers.ts'
import { readStealPct } from '../environment/machine-stats.ts'
import { openRunDirectory } from '../environment/run-directory.ts'
import { writeCsv } from '../records/csv.ts'
import { PROBE_COLUMNS } from '../records/sample-record.ts'
import type { TrialFacts } from '../records/trial-facts.ts'
import { deriveAll } from '../reports/derive-all.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import { runAct } from '../terminal/act.ts'
import { lastScreen, trialResultLine } from '../terminal/last-screen.ts'
import { deriveTrial } from '../reports/derive-all.ts'
import { describeRun, writeManifest } from '../trials/manifest.ts'
import { generatorFaultsOf } from '../trials/measure.ts'
import type { TrialObserver } from '../trials/observer.ts'
import { startOpenDriver } from '../trials/open-driver-handle.ts'
import { startProbes } from '../trials/probes.ts'
import { DRAIN_BEYOND_TOLERANCE_S, LEAD_MS, trialId } from '../trials/run-trial.ts'
import { EXIT } from './exit-code.ts'
import { makeResultsDirectory } from './results-directory.ts'
import { checkTarget, type TargetOptions } from './target.ts'

/** What a foreign portal's strategy is called: nobody knows. */
const STRATEGY = 'target'
const NOBODY = '00000000-0000-0000-0000-000000000000'

/**
 * A scenario's people against a portal that already runs. Only what citizens see can be measured; the rest of the figures is
 * null. People who need a seeded account come only if the target knows them (it was started by `up` with the same seed).
 * @throws UsageError, EnvironmentError
 */
export async function runAgainstTarget(
  options: TargetOptions & { out?: string | undefined },
  argv: readonly string[],
  scenario: Scenario,
  seed: number,
  stop: AbortSignal,
): Promise<number> {
  const { target, gateway } = checkTarget(options, scenario)
  const mix = await possibleMix(scenario, target, gateway, seed)
  const possible: Scenario = { ...scenario, mix, officers: 0, faults: [] }
  const directory = makeResultsDirectory(options.out, `${scenario.name}-target`)
  const manifest = describeRun(
    {
      command: 'run',
      argv,
      name: `${scenario.name}-target`,
      hypothesis: null,
      seed,
      envelope: scenario.envelope,
      scenarios: [possible],
      strategies: [
        { name: STRATEGY, summary: target, reference: 'a portal that was already running', durability: 'durable', options: {} },
      ],
    },
    null,
  )
  writeManifest(directory, manifest)
  console.log(
    `${scenario.name} against ${target}: ${Object.entries(mix)
      .map(([name, share]) => `${Math.round(share * 100)} % ${name}`)
      .join(', ')}\n`,
  )
  await cleanUpLeftovers()
  const path = join(directory, 'trials', trialId(STRATEGY, scenario.name, seed, 1))
  await runAct([
    {
      title: target,
      async run(observer) {
        await loadTarget({ target, gateway, scenario: possible, seed, directory: path }, observer, stop)
        return trialResultLine((await deriveTrial(path)).summary)
      },
    },
  ])
  writeManifest(directory, { ...manifest, finishedAt: new Date().toISOString(), interrupted: stop.aborted })
  console.log(await lastScreen(await deriveAll(directory), directory))
  return EXIT.done
}

interface TargetTrial {
  target: string
  gateway: string | null
  scenario: Scenario
  seed: number
  /** Of the trial's records; made here. */
  directory: string
}

async function loadTarget(
  { target, gateway, scenario, seed, directory }: TargetTrial,
  observer: TrialObserver,
  stop: AbortSignal,
): Promise<void> {
  mkdirSync(directory, { recursive: true })
  const cores = findCores()
  pinSelf(cores)
  const run = openRunDirectory()
  const { stages, arrivals, mix, behaviour, envelope } = scenario
  try {
    const driver = await startOpenDriver(
      { run, cores },
      {
        target,
        gateway,
        seed,
        stages: [...stages],
        nominalCapacityPerS: nominalCapacityPerS(envelope),
        arrivals,
        mix: { ...mix },
        behaviour,
        officerTokens: [],
        outDir: directory,
        drainLimitS: behaviour.toleranceS + DRAIN_BEYOND_TOLERANCE_S,
        localAddresses: [],
      },
    )
    const startedAt = Date.now() + LEAD_MS
    const steal = readStealPct()
    const probes = startProbes(target, null, startedAt)
    const done = await driver
      .run(startedAt, stop, (second) =>
        observer.second({
          ...second,
          arriving: second.started,
          permits: second.results,
          backlog: null,
          heapMb: null,
          portalUp: true,
        }),
      )
      .finally(() => probes.stop())
      .finally(() => driver.end())
    writeCsv(join(directory, 'probes.csv'), PROBE_COLUMNS, probes.records)
    const unknown = { portal: null, worker: null }
    const facts: TrialFacts = {
      id: trialId(STRATEGY, scenario.name, seed, 1),
      strategy: STRATEGY,
      options: {},
      scenario: scenario.name,
      seed,
      block: 1,
      startedAt,
      scheduled: done.scheduled,
      stages,
      endedS: done.endedS,
      envelope,
      applied: { heapMb: unknown, openFiles: unknown, cpus: { system: null, world: null }, connectionsMax: null },
      plan: null,
      scheduleSha256: driver.ready.scheduleSha256,
      exits: [],
      ledger: null,
      generator: {
        lagP99Ms: done.lagP99Ms,
        cpuPct: done.cpuPct,
        stealPct: steal(),
        pinned: cores.pinned,
        socketsMax: done.socketsMax,
        openFilesLimit: done.openFilesLimit,
      },
      cpuSeconds: null,
      measurementFaults: generatorFaultsOf(done),
      interrupted: done.interrupted,
    }
    writeFileSync(join(directory, 'trial.json'), `${JSON.stringify(facts, null, 2)}\n`)
  } finally {
    run.remove()
  }
}

/** Leaves out the people who cannot come, and shares their part among the others. @throws EnvironmentError */
async function possibleMix(
  scenario: Scenario,
  target: string,
  gateway: string | null,
  seed: number,
): Promise<Record<string, number>> {
  const journeys = await loadJourneys()
  const token = personOf(seed, 0).token
  const status = await request(`${target}/api/applications/${NOBODY}`, { headers: { authorization: `Bearer ${token}` } })
    .then(async ({ statusCode, body }) => (await body.dump(), statusCode))
    .catch((cause: Error) => {
      throw new EnvironmentError(`nobody answers at ${target}: ${cause.message}`, { cause })
    })
  const seeded = status === 404
  const kept = Object.entries(scenario.mix).filter(([name]) => {
    if (journeys.get(name)?.seeded) return seeded
    return name !== 'newcomer' || gateway !== null
  })
  const total = kept.reduce((sum, [, share]) => sum + share, 0)
  if (total === 0) throw new EnvironmentError(`none of the people of ${scenario.name} can use ${target}`)
  return Object.fromEntries(kept.map(([name, share]) => [name, share / total]))
}
