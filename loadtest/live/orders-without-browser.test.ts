import { afterEach, beforeEach, expect, it } from '@jest/globals'
import { exampleLiveTrial } from './example-live-trial.ts'
import type { LiveOrder } from './live-events.ts'
import { LiveFeed } from './live-feed.ts'
import { startLiveServer, type LiveServer } from './live-server.ts'
import type { Refusal } from './order-desk.ts'
import { giveOrder, liveState } from './orders-without-browser.ts'

let server: LiveServer
let ordered: LiveOrder[]
let refusal: Refusal | null
beforeEach(async () => {
  ordered = []
  refusal = null
  const feed = new LiveFeed({ title: 'up', strategies: [], planned: null })
  feed.begin(exampleLiveTrial(0))
  server = await startLiveServer({ feed, port: 0, desk: () => ({ take: (order) => (ordered.push(order), refusal) }) })
})
afterEach(() => server.close())

it('orders what the page orders, and says why it was not taken', async () => {
  const start: LiveOrder = { order: 'start', strategy: 'fifo', scenario: 'smoke' }
  await giveOrder(server.url, start)
  expect(ordered).toEqual([start])
  refusal = { status: 409, detail: 'a trial runs already' }
  await expect(giveOrder(server.url, start)).rejects.toThrow('a trial runs already')
})

it('is told what a new page is told, and leaves', async () => {
  expect(await liveState(server.url)).toMatchObject({ title: 'up', trials: [{ strategy: 'fifo' }] })
  for (let tries = 0; tries < 200 && (server.countClientsAnew(), server.clientsMax > 0); tries++)
    await new Promise((resolve) => setTimeout(resolve, 5))
  expect(server.clientsMax).toBe(0)
})
