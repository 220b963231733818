import { describe, expect, it } from '@jest/globals'
import { markdownTable } from '../reports/table.ts'
import type { BenchRecord } from './bench-record.ts'
import { benchTables } from './bench-tables.ts'

const NOTHING = { cost: null, rate: null, sockets: null, own: null } as BenchRecord
const text = (record: Partial<BenchRecord>) =>
  benchTables({ ...NOTHING, ...record })
    .map(markdownTable)
    .join('\n')

const run = (tool: 'open driver' | 'autocannon', requestsPerCpuS: number) => ({
  round: 1,
  tool,
  requests: requestsPerCpuS,
  cpuS: 1,
  requestsPerCpuS,
  lagP99Ms: null,
  disturbed: false,
})

describe('tables of the bench', () => {
  it('parts that were not run have none', () => {
    expect(benchTables(NOTHING)).toEqual([])
  })

  it('the cost: medians, ratio with its interval, whether the goal was reached, and that wrk is missing', () => {
    const runs = [run('open driver', 40_000), run('open driver', 42_000), run('autocannon', 50_000), run('autocannon', 50_000)]
    const ratio = { to: 'autocannon', rounds: 2, ratio: 0.82, ci95: [0.78, 0.86], reached: 'cannot-tell' } as const
    const cost = {
      ratePerS: 20_000,
      connections: 100,
      runS: 4,
      wrk: null,
      runs,
      ratios: [{ ...ratio, ci95: [0.78, 0.86] as [number, number] }],
    }
    const table = text({ cost })
    expect(table).toContain('| open driver | 41,000 | 2 | – | – | – |')
    expect(table).toContain('| autocannon | 50,000 | 2 | 0.82 | 0.78 to 0.86 | cannot tell |')
    expect(table).toContain('wrk is not installed.')
  })

  it('a ratio without two quiet rounds is unknown', () => {
    const ratios = [{ to: 'autocannon' as const, rounds: 1, ratio: null, ci95: null, reached: 'cannot-tell' as const }]
    const cost = { ratePerS: 1, connections: 100, runS: 4, wrk: '4.2', runs: [run('autocannon', 50_000)], ratios }
    expect(text({ cost })).toContain('| autocannon | 50,000 | 1 | – | – | cannot tell |')
  })

  it('sockets that the machine cannot hold: the reason', () => {
    const sockets = { goalSockets: 15_000, steadyS: 20, generators: null, reason: 'the load generator may open 1024 files' }
    expect(text({ sockets })).toContain('Not run: the load generator may open 1024 files.')
  })

  it('the own cost, and one that was interrupted before its first slice: no figure', () => {
    const common = { strategy: 'fifo', sliceS: 5, goal: 0.03, rounds: 5, share: 0.069, ci95: [0.041, 0.097] as [number, number] }
    const slice = { round: 1, pair: 1, disturbed: false }
    const slices = [
      { ...slice, portal: 'bare' as const, cpuPct: 32.3 },
      { ...slice, portal: 'instrumented' as const, cpuPct: 34.6 },
    ]
    const own = { ...common, slices, reached: 'no' as const }
    expect(text({ own })).toContain('| fifo | 32.3 % of a core | 34.6 % of a core | 5 | 6.9 % | 4.1 % to 9.7 % | not reached |')
    const nothing = { slices: [], rounds: 0, share: null, ci95: null, reached: 'cannot-tell' as const }
    expect(text({ own: { ...own, ...nothing } })).toContain('| fifo | – | – | 0 | – | – | cannot tell |')
  })
})
