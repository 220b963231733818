import type { Done } from '../drivers/open-driver-plan.ts'
import { watchClock } from '../environment/clock-watch.ts'
import { readStealPct } from '../environment/machine-stats.ts'
import { loadFaults } from '../definitions.ts'
import type { GaugeRecord } from '../records/gauge-record.ts'
import type { ProbeRecord, SampleRecord } from '../records/sample-record.ts'
import type { AppliedEnvelope, CpuSeconds } from '../records/trial-facts.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import { startTimeline } from './fault-timeline.ts'
import type { TrialObserver } from './observer.ts'
import type { OpenDriverHandle } from './open-driver-handle.ts'
import { startProbes } from './probes.ts'
import type { RunningSystem } from './running-system.ts'
import { startSampler } from './sampler.ts'
import { trialSecond } from './trial-second.ts'

/** Everything seen between the first arrival and the end of the drain. */
export interface Measurement {
  done: Done
  applied: AppliedEnvelope
  samples: readonly SampleRecord[]
  gauges: readonly GaugeRecord[]
  probes: readonly ProbeRecord[]
  cpuSeconds: CpuSeconds
  stealPct: number | null
  /** Faults of measurement, in words. */
  faults: readonly string[]
}

/**
 * Lets the people come and watches: stages, drain, faults on their timeline, samples and probes once a second.
 * @param startedAt epoch ms of the first stage's start, a moment from now
 * @param seededNib a NIB that exists, for the probes
 * @param stop aborted: everybody is sent home, what was measured stays
 */
export async function measure(
  { system, driver, scenario }: { system: RunningSystem; driver: OpenDriverHandle; scenario: Scenario },
  { startedAt, seededNib }: { startedAt: number; seededNib: string },
  observer: TrialObserver,
  stop: AbortSignal,
): Promise<Measurement> {
  const faults: string[] = []
  const limits = system.applied()
  const steal = readStealPct()
  const before = system.cpuSeconds()
  const faultsThereAre = await loadFaults()
  const agency = await system.agencyCapacity()
  const clock = watchClock()
  const sampler = await startSampler(system, startedAt)
  const probes = startProbes(system.portalUrl, seededNib, startedAt)
  const timeline = startTimeline(scenario.faults, faultsThereAre, system, startedAt, (problem) => faults.push(problem))
  try {
    const done = await driver.run(startedAt, stop, (progress) => observer.second(trialSecond(progress, sampler.inside())))
    faults.push(...generatorFaultsOf(done), ...agencyDeathsOf(system))
    const jumpMs = clock.stop()
    if (jumpMs > CLOCK_JUMP_MS) faults.push(`the clock jumped by ${Math.round(jumpMs)} ms`)
    const cpuSeconds = difference(system.cpuSeconds(), before)
    const applied = { ...limits, agency, connectionsMax: sampler.connectionsMax() }
    const { records: samples, gauges } = sampler
    return { done, applied, samples, gauges, probes: probes.records, cpuSeconds, stealPct: steal(), faults }
  } finally {
    clock.stop()
    await timeline.stop()
    await probes.stop()
    await sampler.stop()
  }
}

/** More than a clock is ever slewed in a trial: times of different processes would no longer fit. */
const CLOCK_JUMP_MS = 100

/** The agencies are the world: when they die, their log and their messages are gone, and the trial did not measure the portal. */
function agencyDeathsOf(system: RunningSystem): string[] {
  const deaths = system.exits().filter((exit) => exit.process === 'agencies' && exit.unexpected)
  return deaths.map(({ atS, cause }) => `the agencies died at ${atS.toFixed(1)} s: ${cause}`)
}

/** What the generator itself did wrong, in words. */
export function generatorFaultsOf({ generatorFaults, journeyErrors }: Done): string[] {
  const unsent =
    generatorFaults > 0 ? [`generator: ${generatorFaults} requests could not be sent (no socket, port or memory)`] : []
  return [...unsent, ...journeyErrors.map((error) => `generator: ${error}`)]
}

function difference(after: CpuSeconds, before: CpuSeconds): CpuSeconds {
  return {
    portal: after.portal - before.portal,
    worker: after.worker - before.worker,
    postgres: known(before.postgres, after.postgres),
    redis: known(before.redis, after.redis),
  }
}

function known(before: number | null, after: number | null): number | null {
  return before === null || after === null ? null : after - before
}
