import type { Table } from '../reports/table.ts'
import { median } from '../statistics/median.ts'
import type { BenchRecord } from './bench-record.ts'
import type { JourneyRate } from './journey-rate.ts'
import type { ManySockets } from './many-sockets.ts'
import { medianPct } from './own-cost-ratio.ts'
import type { Portal } from './own-cost-ratio.ts'
import type { OwnCost } from './own-cost.ts'
import type { Reached } from './paired-ratio.ts'
import { COST_GOAL } from './request-cost.ts'
import type { RequestCost } from './request-cost.ts'

/** What was measured, one table a part. */
export function benchTables({ cost, rate, sockets, own }: BenchRecord): Table[] {
  return [cost && costTable(cost), rate && rateTable(rate), sockets && socketsTable(sockets), own && ownTable(own)].filter(
    (table) => table !== null,
  )
}

const GOAL_WORDS: Record<Reached, string> = { yes: 'reached', no: 'not reached', 'cannot-tell': 'cannot tell' }
const whole = (value: number) => Math.round(value).toLocaleString('en')
const interval = ([low, high]: readonly [number, number], write: (value: number) => string) => `${write(low)} to ${write(high)}`

function costTable({ runs, ratios, ratePerS, connections, wrk }: RequestCost): Table {
  const tools = [...new Set(runs.map(({ tool }) => tool))].toSorted()
  return {
    caption: 'Requests per CPU-second of the generator',
    head: ['generator', 'median', 'rounds', 'open driver / this', '95 % CI', `>= ${COST_GOAL}`],
    rows: tools.map((tool) => {
      const values = runs.filter((run) => run.tool === tool).map((run) => run.requestsPerCpuS)
      const ratio = ratios.find(({ to }) => to === tool)
      const figures = ratio?.ci95 ? [ratio.ratio!.toFixed(2), interval(ratio.ci95, (value) => value.toFixed(2))] : [null, null]
      return [
        tool,
        whole(median(values)!),
        String(ratio?.rounds ?? values.length),
        ...figures,
        ratio ? GOAL_WORDS[ratio.reached] : null,
      ]
    }),
    words: [5],
    note: `One page. Open driver: ${whole(ratePerS)} people a second by a schedule, every attempt and citizen recorded; the others: ${connections} connections as fast as they can, nothing recorded.${wrk === null ? ' wrk is not installed.' : ''}`,
  }
}

function rateTable({ goalPerS, scheduled, results, requests, cpuPct, lagP99Ms, lagMaxMs, reached }: JourneyRate): Table {
  return {
    caption: `${whole(goalPerS)} whole journeys a second from one process`,
    head: ['people', 'saw their result', 'requests', 'CPU of one core', 'lag p99', 'lag max', 'goal'],
    rows: [
      [
        whole(scheduled),
        whole(results),
        whole(requests),
        `${whole(cpuPct)} %`,
        `${lagP99Ms.toFixed(1)} ms`,
        `${lagMaxMs.toFixed(1)} ms`,
        GOAL_WORDS[reached],
      ],
    ],
    words: [6],
  }
}

function socketsTable({ goalSockets, steadyS, generators, reason }: ManySockets): Table {
  return {
    caption: `Two generators with ${whole(goalSockets)} sockets each at the same time, for ${steadyS} s`,
    head: ['generator', 'sources', 'fewest sockets', 'seconds missed', 'lag p99', 'CPU', 'memory, 1st half', '2nd half', 'goal'],
    rows: (generators ?? []).map((generator, index) => [
      String(index + 1),
      String(generator.sourceAddresses.length),
      whole(generator.socketsMin),
      String(generator.secondsMissed),
      `${generator.lagP99Ms.toFixed(1)} ms`,
      `${whole(generator.cpuPct)} %`,
      `${whole(generator.rssMb.first)} MB`,
      `${whole(generator.rssMb.second)} MB`,
      GOAL_WORDS[generator.reached],
    ]),
    words: [8],
    ...(reason === null ? {} : { note: `Not run: ${reason}.` }),
  }
}

function ownTable({ strategy, slices, rounds, share, ci95, goal, reached }: OwnCost): Table {
  const pct = (value: number) => `${(value * 100).toFixed(1)} %`
  const coreOf = (portal: Portal) => {
    const median = medianPct(slices, portal)
    return Number.isNaN(median) ? null : `${median.toFixed(1)} % of a core`
  }
  return {
    caption: "The laboratory's own cost: CPU of the portal under the same load",
    head: ['strategy', 'bare', 'instrumented', 'rounds', 'added', '95 % CI', `< ${pct(goal)}`],
    rows: [
      [
        strategy,
        coreOf('bare'),
        coreOf('instrumented'),
        String(rounds),
        share === null ? null : pct(share),
        ci95 === null ? null : interval(ci95, pct),
        GOAL_WORDS[reached],
      ],
    ],
    words: [6],
  }
}
