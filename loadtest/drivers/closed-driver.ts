import { readFile } from 'node:fs/promises'
import { closedDriverPlan } from './closed-driver-plan.ts'
import type { FromClosedDriver, ToClosedDriver } from './closed-driver-plan.ts'
import { Hammering } from './hammering.ts'
import { openFilesLimit, openFilesProblem, RESERVE } from './open-files.ts'

// The closed driver: a process of its own, forked by the lab with the path of its plan as the only argument. It says `ready`,
// waits for `go`, lets its people hammer, says `done` and ends.

const CANNOT_START = 3

try {
  const plan = closedDriverPlan.parse(JSON.parse(await readFile(process.argv[2] ?? '', 'utf8')))
  const limit = openFilesLimit()
  // Twice: a connection that was given up may take a moment to close.
  const problem = openFilesProblem(limit, 2 * plan.people + RESERVE)
  if (problem !== null) throw new Error(problem)
  const hammering = new Hammering(plan, (progress) => void tell(progress))
  const go = whenTold(() => hammering.stop())
  await tell({ type: 'ready', openFilesLimit: limit === Infinity ? null : limit })
  await go
  await tell(await hammering.run())
  process.exit(0)
} catch (error) {
  await tell({ type: 'cannot-start', reason: String((error as { message?: unknown } | null)?.message ?? error) })
  process.exit(CANNOT_START)
}

function whenTold(stop: () => void): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      stop()
      resolve()
    }
    process.on('message', (message: ToClosedDriver) => (message.type === 'go' ? resolve() : end()))
    process.on('disconnect', end)
    process.on('SIGTERM', end)
    process.on('SIGINT', end)
  })
}

/** Resolves when the message is out; without a lab there is nobody to tell. */
function tell(message: FromClosedDriver): Promise<void> {
  return new Promise((resolve) => {
    if (!process.connected) return resolve()
    process.send?.(message, () => resolve())
  })
}
