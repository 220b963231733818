import { setTimeout as delay } from 'node:timers/promises'
import type { RequestHandler } from 'express'
import type { LaneQueues } from '../queues/lane-queues.ts'
import type { Log } from '../service/log.ts'
import { guardActions } from './guard-actions.ts'
import { storeAwayPage } from './pages/notice-pages.ts'
import { queueBoard } from './queue-board.ts'

const TRY_EVERY_MS = 1000

export interface Board {
  readonly handle: RequestHandler
  close(): Promise<void>
}

export interface BoardParts {
  /** Opens the lanes; rejects as long as their store is away. */
  open(): Promise<LaneQueues>
  /** Name of the store, for people. */
  store: string
  strategy: string
  readOnly: boolean
  log: Log
}

/** The board of a strategy that has a queue. Until the store has answered for the first time there is a page that says so. */
export function openBoard({ open, store, strategy, readOnly, log }: BoardParts): Board {
  const stopping = new AbortController()
  let lanes: LaneQueues | null = null
  let board: RequestHandler | null = null
  let reason = ''

  async function keepTrying(): Promise<void> {
    while (lanes === null && !stopping.signal.aborted) {
      try {
        lanes = await open()
        board = queueBoard({ lanes, strategy, readOnly, before: guardActions(readOnly, log) })
        log.info({ store, lanes: [...lanes.queues.keys()] }, 'the queue is there')
      } catch (error) {
        const said = wordsOf(error)
        if (said !== reason) log.warn({ store, reason: said }, 'the queue cannot be reached, trying again')
        reason = said
        await delay(TRY_EVERY_MS, undefined, { signal: stopping.signal }).catch(() => undefined)
      }
    }
  }
  const trying = keepTrying()

  return {
    handle(req, res, next) {
      if (board !== null) return board(req, res, next)
      return res.status(503).set('Retry-After', '1').send(storeAwayPage(store, reason))
    },
    async close() {
      stopping.abort()
      await trying
      await lanes?.close()
    },
  }
}

/** Node reports a refused `localhost` as an error without a message, one for each address. */
function wordsOf(error: unknown): string {
  const { message, code } = error as NodeJS.ErrnoException
  return message || code || String(error)
}
