import { byStrategy, type StrategyResult } from '../statistics/by-strategy.ts'
import { percent, whole } from '../statistics/figures.ts'
import type { StudySummary } from '../statistics/study-summary.ts'
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
  return {
    sentences: [...known(servedSentence(summary)), crash, ...known(helpedMost)],
    caveats: [...caveats, ...known(steadyStateCaveat(summary))],
  }
}

/** From how few to how many of the same people were served; null = nobody came, or not the same to all. */
function servedSentence({ trials }: StudySummary): string | null {
  const results = byStrategy(trials).filter(({ validTrials }) => validTrials > 0)
  const [first] = results
  const people = first?.citizens.scheduled ?? 0
  const same = results.every(({ scenario, citizens }) => scenario === first?.scenario && citizens.scheduled === people)
  if (first === undefined || people === 0 || !same) return null
  const served = ({ strategy, citizens }: StrategyResult) =>
    `${whole(citizens.served)} (${percent(citizens.served / people)}) with ${strategy}`
  const [fewest, ...others] = results.toSorted((a, b) => a.citizens.served - b.citizens.served) as [StrategyResult]
  const most = others.at(-1)
  const who = most === undefined ? `Of ${whole(people)} people` : `Of the same ${whole(people)} people`
  return `${who} who came for a permit, it was there within 30 s for ${served(fewest)}${most === undefined ? '' : ` and for ${served(most)}`}.`
}
