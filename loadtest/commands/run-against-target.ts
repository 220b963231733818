import { randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { request } from 'undici'
import { personOf } from '../citizens/identity.ts'
import { loadJourneys } from '../definitions.ts'
import { findCores, pinSelf } from '../environment/cores.ts'
import { EnvironmentError, reasonOf } from '../environment/environment-error.ts'
import { cleanUpLeftovers } from '../environment/leftovers.ts'
import { readStealPct } from '../environment/machine-stats.ts'
import { openRunDirectory } from '../environment/run-directory.ts'
import { writeCsv } from '../records/csv.ts'
import { writeJson } from '../records/json.ts'
import { PROBE_COLUMNS } from '../records/sample-record.ts'
import type { TrialFacts } from '../records/trial-facts.ts'
import { deriveAll } from '../reports/derive-all.ts'
import type { Journey } from '../journeys/journey.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import { runAct } from '../terminal/act.ts'
import { lastScreen, trialResultLine } from '../terminal/last-screen.ts'
import { deriveTrial } from '../reports/derive-all.ts'
import { describeRun, writeManifest } from '../trials/manifest.ts'
import { generatorFaultsOf } from '../trials/measure.ts'
import type { TrialObserver } from '../trials/observer.ts'
import { driverPlan } from '../trials/driver-plan.ts'
import { startOpenDriver } from '../trials/open-driver-handle.ts'
import { startProbes } from '../trials/probes.ts'
import { seededCitizens } from '../trials/template-for.ts'
import { LEAD_MS, trialId } from '../trials/run-trial.ts'
import { exitCodeOf } from './exit-code.ts'
import { assertsOption } from './options.ts'
import { makeResultsDirectory } from './results-directory.ts'
import { checkTarget, type TargetOptions } from './target.ts'

/** What a foreign portal's strategy is called: nobody knows. */
const STRATEGY = 'target'
/** Longest wait for the first answer of a target, ms. */
const ANSWER_LIMIT_MS = 10_000
const NOBODY = '00000000-0000-0000-0000-000000000000'

/**
 * A scenario's people against a portal that already runs. Only what citizens see can be measured; the rest of the figures is
 * null. People who need a seeded account come only if the target knows them (it was started by `up` with the same seed).
 * @throws UsageError, EnvironmentError
 */
export async function runAgainstTarget(
  options: TargetOptions & { out?: string | undefined; assert?: string[] | undefined },
  argv: readonly string[],
  scenario: Scenario,
  seed: number,
  stop: AbortSignal,
): Promise<number> {
  const { target, gateway } = checkTarget(options, scenario)
  const asserts = assertsOption(options.assert, [STRATEGY])
  const journeys = await loadJourneys()
  const absent = await absentJourneys(scenario, journeys, target, gateway, seed)
  const possible: Scenario = { ...scenario, officers: 0, faults: [] }
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
      asserts,
    },
    null,
  )
  writeManifest(directory, manifest)
  const missing =
    absent.length === 0 ? '' : `; at home stay: ${absent.join(', ')} (the target does not know them, or no --gateway is named)`
  console.log(`${scenario.name} against ${target}${missing}\n`)
  await cleanUpLeftovers()
  const path = join(directory, 'trials', trialId(STRATEGY, scenario.name, seed, 1))
  await runAct([
    {
      title: target,
      async run(observer) {
        await loadTarget({ target, gateway, scenario: possible, absent, seed, directory: path }, observer, stop)
        return trialResultLine((await deriveTrial(path)).summary)
      },
    },
  ])
  writeManifest(directory, { ...manifest, finishedAt: new Date().toISOString(), interrupted: stop.aborted })
  const summary = await deriveAll(directory)
  console.log(await lastScreen(summary, directory))
  return exitCodeOf(summary, manifest.strategies)
}

interface TargetTrial {
  target: string
  gateway: string | null
  scenario: Scenario
  /** Journeys whose people cannot come. */
  absent: string[]
  seed: number
  /** Of the trial's records; made here. */
  directory: string
}

async function loadTarget(
  { target, gateway, scenario, absent, seed, directory }: TargetTrial,
  observer: TrialObserver,
  stop: AbortSignal,
): Promise<void> {
  mkdirSync(directory, { recursive: true })
  const cores = findCores()
  pinSelf(cores)
  const run = openRunDirectory()
  const { stages, envelope } = scenario
  try {
    const driver = await startOpenDriver(
      { run, cores },
      driverPlan(scenario, {
        target,
        gateway,
        seed,
        absent,
        officerTokens: [],
        outDir: directory,
        keyPrefix: `${randomUUID()}-`,
      }),
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
      endedS: Math.max(0, done.endedS),
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
    writeJson(join(directory, 'trial.json'), facts)
  } finally {
    run.remove()
  }
}

/** Journeys that the target cannot serve: people with seeded accounts it does not know, newcomers without an inbox. @throws EnvironmentError */
async function absentJourneys(
  scenario: Scenario,
  journeys: ReadonlyMap<string, Journey>,
  target: string,
  gateway: string | null,
  seed: number,
): Promise<string[]> {
  const [someone] = seededCitizens(scenario, journeys, seed)
  const token = personOf(seed, someone ?? 0).token
  const status = await request(`${target}/api/applications/${NOBODY}`, {
    headers: { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
  })
    .then(async ({ statusCode, body }) => (await body.dump(), statusCode))
    .catch((cause: unknown) => {
      throw new EnvironmentError(`nobody answers at ${target}: ${reasonOf(cause)}`, { cause })
    })
  // 404: the session is known, the application is not.
  const known = status === 404
  const absent = Object.keys(scenario.mix).filter((name) =>
    journeys.get(name)?.seeded ? !known : name === 'newcomer' && gateway === null,
  )
  if (absent.length === Object.keys(scenario.mix).length)
    throw new EnvironmentError(`none of the people of ${scenario.name} can use ${target}`)
  return absent
}
