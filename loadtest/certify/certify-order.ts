import { autocannonGenerator } from './autocannon-generator.ts'
import { CASES } from './cases.ts'
import type { CertifyCase } from './certify-case.ts'
import { closedGenerator } from './closed-generator.ts'
import type { Generator } from './generator.ts'
import { openGenerator } from './open-generator.ts'
import { wrkGenerator } from './wrk-generator.ts'

/** Arrivals a second at which the open driver is certified. */
const RATES = [500, 2000] as const

/** Who is asked what. */
export interface CertifyOrder {
  cases: readonly CertifyCase[]
  generators: readonly Generator[]
  seed: number
  /** Runs of each case with each generator, odd: times are judged by their median. */
  repeats: number
}

/** Every case for both drivers at both rates, and for the tools of others. @param wrk whether it is installed */
export function wholeOrder(seed: number, repeats: number, wrk: boolean): CertifyOrder {
  const others = [autocannonGenerator(RATES[0]), autocannonGenerator(null), ...(wrk ? [wrkGenerator] : [])]
  return { cases: CASES, generators: [...RATES.map(openGenerator), closedGenerator, ...others], seed, repeats }
}

/** Six cases for our own drivers, a minute and a half a run. */
export function quickOrder(seed: number, repeats: number): CertifyOrder {
  return { cases: CASES.filter(({ quick }) => quick), generators: [openGenerator(RATES[1]), closedGenerator], seed, repeats }
}
