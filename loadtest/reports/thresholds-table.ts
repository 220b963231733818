import type { ThresholdResult } from '../statistics/thresholds.ts'
import { RAW } from './provenance.ts'
import type { Table } from './table.ts'

/** What had to hold, and whether it did; null = nothing had to. */
export function thresholdsTable(results: readonly ThresholdResult[] | undefined): Table | null {
  if (!results || results.length === 0) return null
  const several = new Set(results.map(({ scenario }) => scenario)).size > 1
  return {
    caption: 'Thresholds',
    source: [RAW.manifest, 'trials/*/'],
    head: ['Threshold', 'Strategy', 'Verdict', 'Mean', '95 % interval', 'Judged by', 'Valid trials'],
    words: [1, 2, 5],
    rows: results.map((result) => [
      result.text,
      several ? `${result.strategy} · ${result.scenario}` : result.strategy,
      result.passed ? 'kept' : 'FAILED',
      result.value === null ? null : figure(result.value),
      result.ci95 && result.ci95.map(figure).join(' to '),
      result.reason ?? result.judged,
      String(result.trials),
    ]),
    note: 'The mean over the valid trials; from 8 blocks up the end of its 95 % interval that is harder to pass. What is not known fails.',
  }
}

/** The same for the terminal, one line each; null = nothing had to hold. */
export function thresholdLines(results: readonly ThresholdResult[] | undefined): string | null {
  if (!results || results.length === 0) return null
  const lines = results.map(({ text, strategy, scenario, passed, reason, value, ci95, judged }) => {
    const measured =
      reason ??
      (ci95 === null ? figure(value!) : `${figure(value!)}, ${judged} ${figure(ci95[judged === 'lower bound' ? 0 : 1])}`)
    return `  ${passed ? 'kept  ' : 'FAILED'}  ${strategy}, ${scenario}: ${text} (${measured})`
  })
  return ['Thresholds:', ...lines].join('\n')
}

/** More digits than elsewhere: 89.96 is not 90 where 90 is the limit. */
function figure(value: number): string {
  return String(Number(value.toPrecision(6)))
}
