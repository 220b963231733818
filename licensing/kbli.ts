import { KBLI_2020 } from './kbli-2020.ts'
import { riskOf, SCALES } from './risk.ts'
import type { Risk, Scale } from './risk.ts'

/** The edition of every code in the table: codes change their meaning between editions (10793, 56102). */
export const KBLI_EDITION = '2020'

/** A business activity of the Indonesian standard classification (Klasifikasi Baku Lapangan Usaha Indonesia). */
export interface Kbli {
  /** Five digits, always a string: 01111 keeps its zero. */
  code: string
  /** Section letter, A to U. */
  section: string
  title: string
  edition: typeof KBLI_EDITION
  risks: Record<Scale, Risk>
}

const table: readonly Kbli[] = KBLI_2020.map(([code, section, title]) => ({
  code,
  section,
  title,
  edition: KBLI_EDITION,
  risks: Object.fromEntries(SCALES.map((scale) => [scale, riskOf(code, scale).risk])) as Record<Scale, Risk>,
}))
const byCode = new Map(table.map((kbli) => [kbli.code, kbli]))
const searchable = table.map((kbli) => ({ kbli, text: `${kbli.code} ${kbli.title.toLowerCase()}` }))

/** The activity with this code, undefined when the table does not have it. */
export function findKbli(code: string): Kbli | undefined {
  return byCode.get(code)
}

/** Every activity of the table, by code. */
export function listKbli(): readonly Kbli[] {
  return table
}

/** Activities whose code begins with `q`, or whose title holds every word of `q`, by code; at most `limit`. */
export function searchKbli(q: string, limit: number): Kbli[] {
  const words = q.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return []
  const matches = (text: string) => words.every((word) => (/^\d+$/.test(word) ? text.startsWith(word) : text.includes(word)))
  return searchable
    .filter(({ text }) => matches(text))
    .slice(0, limit)
    .map(({ kbli }) => kbli)
}
