import type { IncomingMessage } from 'node:http'

/** A name that somebody else's DNS server answers for must not reach us through the browser of whoever runs the laboratory. */
const OUR_HOST = /^(127\.0\.0\.1|localhost)(:\d{1,5})?$/i

/**
 * Why a request is not served: it was made for another host (DNS rebinding), or by a page of another origin. Whoever sends neither
 * `Origin` nor `Sec-Fetch-Site` is no browser (curl, Prometheus). A link from elsewhere may open a page; it can do nothing else.
 * @returns null = it may be served
 */
export function whyRefused({ method, headers }: Pick<IncomingMessage, 'method' | 'headers'>): string | null {
  const { host = '', origin } = headers
  if (!OUR_HOST.test(host)) return 'this server is 127.0.0.1 and localhost only'
  if (origin !== undefined && origin !== `http://${host}`) return 'another origin asks'
  const site = headers['sec-fetch-site']
  if (site === undefined || site === 'same-origin' || site === 'none') return null
  const isLink = method === 'GET' && headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document'
  return isLink ? null : 'another site asks'
}
