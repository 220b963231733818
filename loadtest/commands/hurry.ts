import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { livingProcesses } from '../environment/leftovers.ts'
import { signalGroup } from '../environment/owned-process.ts'
import { temporaryRoot } from '../environment/temporary-root.ts'
import type { Laboratory } from '../trials/laboratory.ts'

/** What comes to its end by itself in this time is let be. */
const EVERY_MS = 100

type Place = Pick<Laboratory, 'run' | 'postgres' | 'redis' | 'beside'>

/**
 * Waits for work whose outcome nobody wants any more, and kills whatever it may wait for: every process of the laboratory but its servers
 * and those beside them. The work must take their deaths for its end; whether it fails is not asked.
 */
export async function hurry(lab: Place, work: Promise<unknown>): Promise<void> {
  const { run, postgres, redis, beside } = lab
  const isOther = (pid: number) => pid === postgres.pid || pid === redis?.pid || beside.has(pid)
  await killUntil(work, () => livingProcesses(run.path).filter((pid) => !isOther(pid)))
}

/** As `hurry`, for a laboratory that is being opened: its servers are killed too, and what is there all the same is closed. */
export async function hurryOpening(opening: Promise<Laboratory>): Promise<void> {
  const root = temporaryRoot()
  // The last laboratory to end takes the root away.
  const names = () => (existsSync(root) ? readdirSync(root) : [])
  const ours = () => names().filter((name) => name.startsWith(`run-${process.pid}-`))
  await killUntil(opening, () => ours().flatMap((name) => livingProcesses(join(root, name))))
  const lab = await opening.catch(() => null)
  await lab?.close()
}

async function killUntil(work: Promise<unknown>, living: () => number[]): Promise<void> {
  const over = work.then(
    () => true,
    () => true,
  )
  while (!(await Promise.race([over, sleep(EVERY_MS, false)]))) for (const pid of living()) signalGroup(pid, 'SIGKILL')
}
