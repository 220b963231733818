import { readFile } from 'node:fs/promises'
import { loadJourneys } from '../definitions.ts'
import type { Journey } from '../journeys/journey.ts'
import { Crowd } from './crowd.ts'
import { openFilesLimit, openFilesNeeded, openFilesProblem } from './open-files.ts'
import { openDriverPlan } from './open-driver-plan.ts'
import type { FromOpenDriver, OpenDriverPlan, ToOpenDriver } from './open-driver-plan.ts'
import { scheduleOf, scheduleSha256 } from './schedule.ts'
import type { Arrival } from './schedule.ts'

// The open driver: a process of its own, forked by the lab with the path of its plan as the only argument. It says `ready`,
// waits for `go`, lives the trial, says `done` and ends. When the lab dies it writes its records and ends as well.

const CANNOT_START = 3

try {
  const plan = openDriverPlan.parse(JSON.parse(await readFile(process.argv[2] ?? '', 'utf8')))
  const comes = ({ journey }: Arrival) => !plan.absent.includes(journey)
  await drive(plan, await journeysOf(plan), scheduleOf(plan).filter(comes))
} catch (error) {
  await tell({ type: 'cannot-start', reason: String((error as { message?: unknown } | null)?.message ?? error) })
  process.exit(CANNOT_START)
}

async function drive(plan: OpenDriverPlan, journeys: Map<string, Journey>, arrivals: Arrival[]): Promise<void> {
  const limit = openFilesLimit()
  const problem = openFilesProblem(limit, openFilesNeeded(arrivals, plan.behaviour))
  if (problem !== null) throw new Error(problem)
  // Infinity has no JSON form.
  const limitToTell = limit === Infinity ? null : limit
  const crowd = new Crowd({ plan, arrivals, journeys, tell: (progress) => void tell(progress) })
  const go = whenTold(() => crowd.stop())
  await tell({ type: 'ready', scheduled: arrivals.length, scheduleSha256: scheduleSha256(arrivals), openFilesLimit: limitToTell })
  const done = await crowd.run(await go)
  await tell({ type: 'done', ...done, openFilesLimit: limitToTell })
  process.exit(0)
}

/** Resolves with the start of the first stage, epoch ms; `stop` and the end of the lab also end the wait. */
function whenTold(stop: () => void): Promise<number> {
  return new Promise((resolve) => {
    const end = () => {
      stop()
      resolve(Date.now())
    }
    process.on('message', (message: ToOpenDriver) => (message.type === 'go' ? resolve(message.atEpochMs) : end()))
    process.on('disconnect', end)
    process.on('SIGTERM', end)
    process.on('SIGINT', end)
  })
}

/** @throws Error that names the journeys there are */
async function journeysOf(plan: OpenDriverPlan): Promise<Map<string, Journey>> {
  const journeys = await loadJourneys()
  const unknown = Object.keys(plan.mix).filter((name) => !journeys.has(name))
  if (unknown.length > 0)
    throw new Error(`no journey is called ${unknown.join(', ')}; there are ${[...journeys.keys()].join(', ')}`)
  if (plan.gateway === null && (plan.mix['newcomer'] ?? 0) > 0 && !plan.absent.includes('newcomer'))
    throw new Error('newcomers need a message gateway to read their OTP from')
  return journeys
}

/** Resolves when the message is out, so that nothing is lost when the process ends; without a lab there is nobody to tell. */
function tell(message: FromOpenDriver): Promise<void> {
  return new Promise((resolve) => {
    if (!process.connected) return resolve()
    process.send?.(message, () => resolve())
  })
}
