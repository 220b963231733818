import { verdictOf } from '../statistics/verdict.ts'
import { capacitySentences } from './capacity-sentences.ts'
import type { Study } from './read-study.ts'
import { steadyStateCaveat } from './steady-state-table.ts'

/** What stands at the top of both reports. */
export interface Headlines {
  sentences: readonly string[]
  /** What keeps the reader from believing too much. */
  caveats: readonly string[]
}

/** What a study says, or what a search for capacity found. */
export function headlinesOf({ manifest, summary, capacity }: Study): Headlines {
  const { crash, helpedMost, caveats } = verdictOf(manifest, summary)
  if (capacity) return { sentences: capacitySentences(capacity), caveats }
  const known = (sentence: string | null) => (sentence === null ? [] : [sentence])
  return { sentences: [crash, ...known(helpedMost)], caveats: [...caveats, ...known(steadyStateCaveat(summary))] }
}
