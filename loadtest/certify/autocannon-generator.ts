import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Options, Result } from 'autocannon'
import { startDriverProcess } from '../trials/driver-process.ts'
import type { FromAutocannon } from './autocannon-process.ts'
import { evenSchedule } from './generator.ts'
import type { CountedClass, Generator, Task } from './generator.ts'

/** Connections of the rated tool: 5 requests a second each at 500/s, so it has some to spare up to 200 ms. */
const RATED_CONNECTIONS = 100

/** autocannon, plain; @param ratePerS its `overallRate`, null = un-rated */
export function autocannonGenerator(ratePerS: number | null): Generator {
  return {
    name: ratePerS === null ? 'autocannon' : 'autocannon, rated',
    model: ratePerS === null ? 'closed' : 'open',
    ratePerS,
    ours: false,
    async run({ lab, question, target, outDir }: Task) {
      const { people, closedS: durationS, patienceS } = question
      const options: Options = { url: target, duration: durationS, timeout: patienceS, connections: people }
      if (ratePerS !== null) Object.assign(options, { connections: RATED_CONNECTIONS, overallRate: ratePerS })
      const script = '../certify/autocannon-process.ts'
      const tool = await startDriverProcess<FromAutocannon, never>(lab, script, options, join(outDir, 'driver.log'))
      try {
        const { result, cpuPct } = await tool.hear('done')
        writeFileSync(join(outDir, 'autocannon.json'), `${JSON.stringify(result, null, 2)}\n`)
        const { p50, p90, p99 } = result.latency
        const answered = result.requests.total > 0
        return {
          // Its own `sent` is above what the server sees when it is rated; the schedule is known then.
          sent: ratePerS === null ? result.requests.sent : ratePerS * durationS,
          counted: classesOf(result),
          byCitizen: null,
          latencyMs: answered ? { p50, p90, p99 } : { p50: null, p90: null, p99: null },
          onTheWay: options.connections!,
          intendedMs: ratePerS === null ? null : evenSchedule(ratePerS * durationS, durationS),
          warmUpMs: 0,
          timedStep: null,
          lagP99Ms: null,
          cpuPct,
        }
      } finally {
        await tool.end()
      }
    },
  }
}

/** Its errors hold its timeouts and what broke, which it does not tell apart further. */
function classesOf({ '2xx': ok, errors, timeouts, statusCodeStats }: Result): CountedClass[] {
  const byStatus = Object.entries(statusCodeStats ?? {}).map(([status, { count = 0 }]) => ({ status: Number(status), count }))
  const sum = (of: (status: number) => boolean) =>
    byStatus.filter(({ status }) => of(status)).reduce((total, { count }) => total + count, 0)
  const isRejection = (status: number) => status === 429 || status === 503
  return [
    { standsFor: ['ok'], count: ok },
    { standsFor: ['rejected'], count: sum(isRejection) },
    { standsFor: ['failed'], count: sum((status) => (status < 200 || status >= 300) && !isRejection(status)) },
    { standsFor: ['timedOut'], count: timeouts },
    { standsFor: ['reset', 'refused'], count: errors - timeouts },
  ]
}
