import { livingProcesses } from '../environment/leftovers.ts'
import { askOnce } from './ask-once.ts'
import type { Laboratory } from './laboratory.ts'
import type { RunningSystem } from './running-system.ts'
import type { Template } from './seeding.ts'

/** BullMQ's lists and sets of jobs, which exist only while something is in them, and the jobs themselves; the rest is its furniture. */
const JOB_KEY = /:(?:wait|active|delayed|prioritized|paused|waiting-children|completed|failed|app-[^:]+)$/

type Servers = Pick<Laboratory, 'run' | 'postgres' | 'redis' | 'beside'>

/**
 * Processes of an earlier trial that still live: they would use the cores, and perhaps the queue. Asked before anything of the new trial
 * is started. @returns faults of measurement, in words
 */
export function processesLeftBehind({ run, postgres, redis, beside }: Servers): string[] {
  const left = livingProcesses(run.path).filter((pid) => pid !== postgres.pid && pid !== redis?.pid && !beside.has(pid))
  return left.length === 0 ? [] : [`left over from an earlier trial: ${left.length} processes (${left.join(', ')})`]
}

/**
 * What is in the database and in Redis before the first arrival that should not be. Asked when the system is up and nobody has come.
 * @returns faults of measurement, in words
 */
export async function dataLeftBehind(
  { databaseUrl, queueKeys }: Pick<RunningSystem, 'databaseUrl' | 'queueKeys'>,
  template: Pick<Template, 'applications'>,
): Promise<string[]> {
  const sql = 'SELECT count(*)::int AS applications, (SELECT count(*)::int FROM outbox) AS queued FROM applications'
  const [there] = await askOnce<{ applications: number; queued: number }>(databaseUrl, sql)
  const { applications, queued } = there!
  const keys = (await queueKeys()).filter((key) => JOB_KEY.test(key))
  return [
    ...(applications === template.applications
      ? []
      : [`left over from an earlier trial: ${applications} applications in the database, expected ${template.applications}`]),
    ...(queued === 0 ? [] : [`left over from an earlier trial: ${queued} applications in the outbox`]),
    ...(keys.length === 0 ? [] : [`left over from an earlier trial: jobs in Redis (${keys.slice(0, 3).join(', ')})`]),
  ]
}
