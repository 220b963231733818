import { KBLI_2020 } from './kbli-2020.ts'

/** Risk levels of PP 5/2021: R, MR, MT, T (rendah, menengah rendah, menengah tinggi, tinggi). */
export type Risk = 'low' | 'medium-low' | 'medium-high' | 'high'
/** Scale of a business by capital without land and building: at most 1, 5, 10 billion rupiah, above. UMK = micro + small. */
export type Scale = 'micro' | 'small' | 'medium' | 'large'

export const RISKS = ['low', 'medium-low', 'medium-high', 'high'] as const satisfies readonly Risk[]
export const SCALES = ['micro', 'small', 'medium', 'large'] as const satisfies readonly Scale[]

/** Working days an officer has to verify; null when nobody verifies. */
export type RiskAssessment = { risk: Risk; slaWorkingDays: number | null }

const byOfficialLetters = { R: 'low', MR: 'medium-low', MT: 'medium-high', T: 'high' } as const
const assessments = new Map(
  KBLI_2020.map(([code, , , letters, slaWorkingDays]) => [
    code,
    letters.map((letter) => {
      const risk: Risk = byOfficialLetters[letter]
      return { risk, slaWorkingDays: isAutomatic(risk) ? null : slaWorkingDays }
    }),
  ]),
)

/** Low and medium-low are issued automatically; the others get their NIB and wait for an officer. */
export function isAutomatic(risk: Risk): boolean {
  return risk === 'low' || risk === 'medium-low'
}

/** Risk of a business activity at a scale. Throws `UnknownKbli` for a code outside the table: ask `findKbli` first. */
export function riskOf(kbli: string, scale: Scale): RiskAssessment {
  const assessment = assessments.get(kbli)?.[SCALES.indexOf(scale)]
  if (!assessment) throw new UnknownKbli(kbli)
  return assessment
}

/** A KBLI code that is not in the table. */
export class UnknownKbli extends Error {
  override name = 'UnknownKbli'
  constructor(code: string) {
    super(`KBLI ${code} is not in the table of edition 2020`)
  }
}
