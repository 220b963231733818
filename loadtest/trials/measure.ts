import type { Done } from '../drivers/open-driver-plan.ts'
import { readStealPct } from '../environment/machine-stats.ts'
import { loadFaults } from '../definitions.ts'
import type { ProbeRecord, SampleRecord } from '../records/sample-record.ts'
import type { AppliedEnvelope, CpuSeconds } from '../records/trial-facts.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import { startTimeline } from './fault-timeline.ts'
import type { TrialObserver } from './observer.ts'
import type { OpenDriverHandle } from './open-driver-handle.ts'
import { startProbes } from './probes.ts'
import type { RunningSystem } from './running-system.ts'
import { startSampler } from './sampler.ts'

/** Everything seen between the first arrival and the end of the drain. */
export interface Measurement {
  done: Done
  applied: AppliedEnvelope
  samples: readonly SampleRecord[]
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
  const known = await loadFaults()
  const sampler = await startSampler(system, startedAt)
  const probes = startProbes(system.portalUrl, seededNib, startedAt)
  const timeline = startTimeline(scenario.faults, known, system, startedAt, (problem) => faults.push(problem))
  try {
    const done = await driver.run(startedAt, stop, (progress) => {
      const sample = sampler.records.at(-1)
      observer.second({
        second: progress.second,
        stage: progress.stage,
        arriving: progress.started,
        permits: progress.results,
        p99Ms: progress.p99Ms,
        inFlight: progress.inFlight,
        backlog: sample?.backlog ?? null,
        heapMb: sample?.heapMb ?? null,
        portalUp: sample?.portalUp !== 0,
      })
    })
    faults.push(...generatorFaultsOf(done))
    const cpuSeconds = difference(system.cpuSeconds(), before)
    const applied = { ...limits, connectionsMax: sampler.connectionsMax() }
    return { done, applied, samples: sampler.records, probes: probes.records, cpuSeconds, stealPct: steal(), faults }
  } finally {
    await timeline.stop()
    probes.stop()
    await sampler.stop()
  }
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
    postgres: after.postgres - before.postgres,
    redis: after.redis - before.redis,
  }
}
