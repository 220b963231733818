import { join } from 'node:path'
import type { Done, FromOpenDriver, OpenDriverPlan, Progress, Ready, ToOpenDriver } from '../drivers/open-driver-plan.ts'
import { runDriver, startDriverProcess, STEADY_GC } from './driver-process.ts'
import type { Laboratory } from './laboratory.ts'

/** The open driver, ready with its schedule. */
export interface OpenDriverHandle {
  readonly ready: Ready
  /**
   * Lets the people come; resolves when all of them have their row on disk.
   * @param startAt epoch ms
   * @param stop aborted: everybody is sent home, the records are written all the same
   */
  run(startAt: number, stop: AbortSignal, onProgress: (progress: Progress) => void): Promise<Done>
  end(): Promise<void>
}

/** @throws EnvironmentError when the machine cannot carry the plan (open files) */
export async function startOpenDriver(lab: Pick<Laboratory, 'run' | 'cores'>, plan: OpenDriverPlan): Promise<OpenDriverHandle> {
  const logFile = join(plan.outDir, 'driver.log')
  const driver = await startDriverProcess<FromOpenDriver, ToOpenDriver>(lab, 'open-driver.ts', plan, logFile, STEADY_GC)
  try {
    return {
      ready: await driver.hear('ready'),
      run: (atEpochMs, stop, onProgress) =>
        runDriver(driver, { go: { type: 'go', atEpochMs }, stopMessage: { type: 'stop' } }, stop, onProgress),
      end: () => driver.end(),
    }
  } catch (error) {
    await driver.end()
    throw error
  }
}
