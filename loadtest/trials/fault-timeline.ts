import type { Fault } from '../faults/fault.ts'
import type { TimedFault } from '../scenarios/scenario.ts'
import type { RunningSystem } from './running-system.ts'

/**
 * Switches faults on and off at their times.
 * @param startedAt epoch ms of the trial's start
 * @param onProblem a fault that could not be switched: the trial did not measure what it says
 * @returns stop(): switches off what is still on
 */
export function startTimeline(
  timed: readonly TimedFault[],
  faults: ReadonlyMap<string, Fault>,
  system: RunningSystem,
  startedAt: number,
  onProblem: (problem: string) => void,
): { stop(): Promise<void> } {
  const active = new Set<Fault>()
  const timers = timed.flatMap(({ fault: name, atS, untilS }) => {
    const fault = faults.get(name)
    if (!fault) throw new Error(`scenario names an unknown fault "${name}"; there are: ${[...faults.keys()].join(', ')}`)
    const on = () =>
      attempt(name, onProblem, async () => {
        if (fault.stop) active.add(fault)
        await fault.start(system)
      })
    const off = () =>
      attempt(name, onProblem, async () => {
        active.delete(fault)
        await fault.stop?.(system)
      })
    const at = (seconds: number) => Math.max(0, startedAt + seconds * 1000 - Date.now())
    return [setTimeout(() => void on(), at(atS)), ...(untilS === undefined ? [] : [setTimeout(() => void off(), at(untilS))])]
  })
  return {
    async stop() {
      timers.forEach(clearTimeout)
      for (const fault of active) await attempt(fault.name, onProblem, async () => fault.stop?.(system))
    },
  }
}

async function attempt(name: string, onProblem: (problem: string) => void, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    onProblem(`fault ${name} could not be switched: ${(error as Error).message}`)
  }
}
