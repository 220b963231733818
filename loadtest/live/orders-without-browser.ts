import { z } from 'zod'
import type { LiveOrder, LiveState } from './live-events.ts'

/** Far longer than the server takes. */
const LIMIT_MS = 10_000
const problem = z.object({ detail: z.string() })

/**
 * Gives an order as the live page does, which would take its share of the generator's core.
 * @param url of the live page
 * @throws with the desk's words when it does not take the order
 */
export async function giveOrder(url: string, order: LiveOrder): Promise<void> {
  const signal = AbortSignal.timeout(LIMIT_MS)
  const page = await (await fetch(url, { signal })).text()
  const token = /name="order-token" content="([^"]*)"/.exec(page)?.[1] ?? ''
  const headers = { 'content-type': 'application/json', 'x-order-token': token }
  const answer = await fetch(`${url}orders`, { method: 'POST', headers, body: JSON.stringify(order), signal })
  if (!answer.ok) throw new Error(problem.parse(await answer.json()).detail)
}

/** What a page that is opened now is told first. It counts as a page while it is asked: not to be done while a trial runs. */
export async function liveState(url: string): Promise<LiveState> {
  const gone = new AbortController()
  const signal = AbortSignal.any([gone.signal, AbortSignal.timeout(LIMIT_MS)])
  try {
    const { body } = await fetch(`${url}events`, { signal })
    let text = ''
    for await (const chunk of body!.pipeThrough(new TextDecoderStream())) {
      text += chunk
      const data = /event: state\ndata: (.*)\n\n/.exec(text)?.[1]
      if (data !== undefined) return JSON.parse(data) as LiveState
    }
    throw new Error('the live page ended before it said how it stands')
  } finally {
    gone.abort()
  }
}
