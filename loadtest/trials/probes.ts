import { request } from 'undici'
import type { ProbeRecord } from '../records/sample-record.ts'

/** A probe that has no answer after this long counts as unavailable (DESIGN.md section 5). */
const LIMIT_MS = 2000

/**
 * Asks the portal once a second, as an uptime monitor would: `GET /` and the public check of a NIB known to exist.
 * @param seededNib null = none is known (a foreign target): only the page is asked for
 * @param startedAt epoch ms of the trial's start
 */
export function startProbes(
  portalUrl: string,
  seededNib: string | null,
  startedAt: number,
): { records: ProbeRecord[]; stop(): void } {
  const records: ProbeRecord[] = []
  const ask = async (target: ProbeRecord['target'], path: string) => {
    const began = Date.now()
    const status = await statusOf(portalUrl + path)
    records.push({ atMs: began - startedAt, target, ok: status === 200 ? 1 : 0, status, ms: Date.now() - began })
  }
  const timer = setInterval(() => {
    void ask('page', '/')
    if (seededNib !== null) void ask('permit', `/api/permits/${seededNib}`)
  }, 1000)
  return { records, stop: () => clearInterval(timer) }
}

async function statusOf(url: string): Promise<number | null> {
  const limit = new AbortController()
  const timer = setTimeout(() => limit.abort(), LIMIT_MS)
  try {
    const { statusCode, body } = await request(url, { signal: limit.signal })
    await body.dump()
    return statusCode
  } catch {
    return null
  } finally {
    clearTimeout(timer)
  }
}
