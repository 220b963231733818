import { request } from 'undici'
import type { ProbeRecord } from '../records/sample-record.ts'

/** A probe that has no answer after this long counts as unavailable (docs/definitions.md). */
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
): { records: ProbeRecord[]; stop(): Promise<void> } {
  const records: ProbeRecord[] = []
  const pending = new Set<Promise<void>>()
  const ask = async (target: ProbeRecord['target'], path: string) => {
    const began = Date.now()
    const status = await statusOf(portalUrl + path)
    records.push({ atMs: began - startedAt, target, ok: status === 200 ? 1 : 0, status, ms: Date.now() - began })
  }
  const probe = (target: ProbeRecord['target'], path: string) => {
    const asked = ask(target, path).finally(() => pending.delete(asked))
    pending.add(asked)
  }
  const timer = setInterval(() => {
    probe('page', '/')
    if (seededNib !== null) probe('permit', `/api/permits/${seededNib}`)
  }, 1000)
  return {
    records,
    // Those on their way are waited for: their last seconds belong to the trial, and nobody may be stopped under them.
    async stop() {
      clearInterval(timer)
      await Promise.all(pending)
    },
  }
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
