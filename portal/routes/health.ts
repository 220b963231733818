import { z } from 'zod'
import type { Portal } from '../portal.ts'
import { Problem } from '../problem.ts'
import { route } from '../route.ts'

/** An answer of the database that takes longer means: not ready. */
const READY_LIMIT_MS = 1000

const state = z.object({ status: z.string() })

export function healthRoutes({ pool }: Portal) {
  // One question at a time, whoever asks: probes must not add to the pool's queue.
  let asking: Promise<unknown> | null = null
  const askDatabase = () => (asking ??= pool.query('SELECT 1').finally(() => (asking = null)))

  return [
    route({
      method: 'get',
      path: '/healthz',
      summary: 'The process is alive',
      step: null,
      access: 'public',
      answers: { 200: state },
      handle: async () => ({ status: 200, body: { status: 'alive' } }),
    }),
    route({
      method: 'get',
      path: '/readyz',
      summary: 'The process can serve: it gets a database connection and an answer within a second',
      step: null,
      access: 'public',
      answers: { 200: state },
      async handle() {
        if (!(await within(READY_LIMIT_MS, askDatabase())))
          throw new Problem(503, 'No database connection answered within a second', { retryAfterS: 1 })
        return { status: 200, body: { status: 'ready' } }
      },
    }),
  ]
}

async function within(limitMs: number, promise: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<boolean>((resolve) => (timer = setTimeout(resolve, limitMs, false)))
  const answered = promise.then(
    () => true,
    () => false,
  )
  return Promise.race([answered, late]).finally(() => clearTimeout(timer))
}
