import { timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { z } from 'zod'
import { type OrderDesk, orderSchema } from './order-desk.ts'

/** The largest order has some 250 bytes. */
const MOST_BYTES = 4096

/** Why an order was not taken, as HTTP says it. */
export interface OrderProblem {
  status: number
  detail: string
}

/**
 * Reads one order and hands it over. It must be JSON by its content type, which no form of another site can send, and carry the token
 * that only the live page has.
 * @returns null = taken
 */
export async function takeOrder(request: IncomingMessage, token: string, desk: OrderDesk | null): Promise<OrderProblem | null> {
  if (!isSame(request.headers['x-order-token'], token)) return { status: 403, detail: 'only the live page may order: reload it' }
  if (desk === null) return { status: 404, detail: 'this command takes no orders: npm start -- up does' }
  if (!/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? ''))
    return { status: 415, detail: 'content-type: an order is application/json' }
  const text = await bodyOf(request)
  if (text === null) return { status: 413, detail: `an order has at most ${MOST_BYTES} bytes` }
  const order = orderSchema.safeParse(jsonOf(text))
  if (!order.success) return { status: 400, detail: `no order: ${z.prettifyError(order.error).replaceAll(/\s*\n\s*/g, ' ')}` }
  return desk.take(order.data)
}

function isSame(given: string | string[] | undefined, token: string): boolean {
  const [a, b] = [Buffer.from(String(given)), Buffer.from(token)]
  return a.length === b.length && timingSafeEqual(a, b)
}

/** null = too long. */
async function bodyOf(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    // Read to its end all the same: a request that is left in the middle takes its connection, and our answer, with it.
    if (bytes <= MOST_BYTES) chunks.push(chunk)
  }
  return bytes > MOST_BYTES ? null : Buffer.concat(chunks).toString('utf8')
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
