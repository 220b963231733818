import type { CitizenRecord } from '../records/citizen-record.ts'
import { timeToPermitMs } from './latency.ts'

/** Share of the people who came that hold their permit `atS` seconds after they meant to arrive; null = watched too shortly. */
export interface CurvePoint {
  atS: number
  share: number | null
}

export interface ServedWithin {
  s5: number | null
  s30: number | null
  s120: number | null
}

const CURVE_AT_S = [1, 2, 3, 5, 7, 10, 15, 20, 25, 30, 40, 50, 60, 75, 90, 120] as const

/**
 * Kaplan-Meier (1958) with people who left: whoever was turned away, gave up or was not sent stays in the denominator for ever;
 * whoever still waited when last seen is censored there. Unknown beyond the last moment at which anybody waiting was watched.
 */
export function servedCurve(applicants: readonly CitizenRecord[], atS: readonly number[] = CURVE_AT_S): CurvePoint[] {
  const seen = applicants.map(timeToPermitMs).filter(Number.isFinite).toSorted(ascending)
  const censored = applicants.filter(stillWaiting).map((citizen) => citizen.finishedMs - citizen.intendedMs)
  censored.sort(ascending)
  const watchedMs = censored.length === 0 ? Infinity : Math.max(seen.at(-1) ?? 0, censored.at(-1)!)

  let unserved = 1
  let atRisk = applicants.length
  let events = 0
  let lost = 0
  return atS.map((point) => {
    while (events < seen.length && seen[events]! <= point * 1000) {
      while (lost < censored.length && censored[lost]! < seen[events]!) {
        lost += 1
        atRisk -= 1
      }
      unserved *= 1 - 1 / atRisk
      atRisk -= 1
      events += 1
    }
    const known = applicants.length > 0 && point * 1000 <= watchedMs
    return { atS: point, share: known ? 1 - unserved : null }
  })
}

export function servedWithin(applicants: readonly CitizenRecord[]): ServedWithin {
  const [s5, s30, s120] = servedCurve(applicants, [5, 30, 120]).map((point) => point.share)
  return { s5: s5 ?? null, s30: s30 ?? null, s120: s120 ?? null }
}

function stillWaiting(citizen: CitizenRecord): boolean {
  return citizen.resultMs === null && citizen.acknowledgedMs !== null
}

function ascending(a: number, b: number): number {
  return a - b
}
