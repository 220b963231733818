/** @import { LiveOrder } from '../live-events.ts' */

const LIMIT_MS = 10_000
const token = document.querySelector('meta[name="order-token"]')?.getAttribute('content') ?? ''

/**
 * Gives the laboratory an order. How it goes is told by events; this says only whether it was taken.
 * @param {LiveOrder} order
 * @returns {Promise<string | null>} why not; null = taken
 */
export async function sendOrder(order) {
  try {
    const response = await fetch('/orders', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-order-token': token },
      body: JSON.stringify(order),
      signal: AbortSignal.timeout(LIMIT_MS),
    })
    if (response.ok) return null
    const { detail } = /** @type {{ detail?: string }} */ (await response.json())
    return detail ?? `the laboratory refused with ${response.status}`
  } catch {
    return 'the laboratory did not answer; the order may not have been taken'
  }
}
