import type { Comparison } from '../statistics/comparisons.ts'
import type { ControlOutcome } from '../statistics/control-outcome.ts'

const SAYS: Record<ControlOutcome, string> = {
  'as-expected': 'as it must be',
  missed: 'MISSED what was planted',
  wrong: 'WRONG: it names a winner that there cannot be',
  'not-decided': 'not decided: a demonstration, or the measurement allows no verdict',
}

/** The comparisons of a study in one line each, and what a control says about the method. */
export function controlLine(comparisons: readonly Comparison[], outcome: ControlOutcome | null): string {
  const lines = comparisons.map(({ a, b, metric, ratio, ci95, blocks, verdict, reason }) => {
    const interval = ci95 === null ? '' : ` (95 % interval ${ci95.map((end) => end.toFixed(3)).join(' to ')})`
    return `${a} / ${b}, ${metric}: ${ratio === null ? '?' : ratio.toFixed(3)}${interval}, ${blocks} blocks: ${verdict}${reason === null ? '' : ` (${reason})`}`
  })
  return [...lines, ...(outcome === null ? [] : [`Control: ${SAYS[outcome]}.`])].join('\n')
}
