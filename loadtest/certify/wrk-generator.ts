import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'
import { EnvironmentError } from '../environment/environment-error.ts'
import { startOwnedProcess } from '../environment/owned-process.ts'
import { evenSchedule } from './generator.ts'
import type { CountedClass, Generator, Task } from './generator.ts'
import type { Quantiles } from './truth.ts'

const NO_LATENCY: Quantiles = { p50: null, p90: null, p99: null }
const UNITS_MS: Record<string, number> = { us: 0.001, ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

/** wrk, un-rated; it knows no rate. */
export const wrkGenerator: Generator = {
  name: 'wrk',
  model: 'closed',
  ratePerS: null,
  ours: false,
  async run({ lab, question, target, outDir, stop }: Task) {
    const { people, closedS: durationS, patienceS } = question
    const own = ['wrk', '--latency', '-t1', `-c${people}`, `-d${durationS}s`, '--timeout', `${patienceS}s`, `${target}/`]
    const [command, ...args] = [...lab.cores.world.prefix, ...own] as [string, ...string[]]
    const cwd = fileURLToPath(new URL('../..', import.meta.url))
    const tool = await startOwnedProcess(lab.run, { command, args, env: process.env, cwd })
    const end = () => tool.signal('SIGTERM')
    stop.addEventListener('abort', end, { once: true })
    await tool.ended
    stop.removeEventListener('abort', end)
    const output = tool.stdoutTail()
    writeFileSync(join(outDir, 'wrk.txt'), output)
    const read = readWrk(output)
    if (read === null) throw new EnvironmentError(`wrk ends without a result: ${firstLine(tool.stderrTail() || output)}`)
    const { requests, ...said } = read
    return {
      ...said,
      sent: null,
      byCitizen: null,
      onTheWay: people + 1, // it tries one connection before it begins
      // It corrects its latencies to those of an even stream (its stats_correct), so it is held against one.
      intendedMs: evenSchedule(requests, durationS),
      warmUpMs: 0,
      timedStep: null,
      lagP99Ms: null,
      cpuPct: null,
    }
  },
}

/** Version of wrk on the PATH; null = none. */
export function wrkVersion(): string | null {
  return /wrk (?:debian\/)?(\S+)/.exec(spawnSync('wrk', ['-v'], { encoding: 'utf8' }).stdout ?? '')?.[1] ?? null
}

/** What `wrk --latency` prints, in our words; null when it printed no result. */
export function readWrk(output: string): { requests: number; counted: CountedClass[]; latencyMs: Quantiles } | null {
  const requests = /^ *(\d+) requests in /m.exec(output)?.[1]
  if (requests === undefined) return null
  const [connect = 0, read = 0, write = 0, timeout = 0] = (
    /Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/.exec(output)?.slice(1) ?? []
  ).map(Number)
  const bad = Number(/Non-2xx or 3xx responses: (\d+)/.exec(output)?.[1] ?? 0)
  const answered = Number(requests) > 0
  return {
    requests: Number(requests),
    counted: [
      { standsFor: ['ok'], count: Number(requests) - bad },
      { standsFor: ['rejected', 'failed'], count: bad },
      { standsFor: ['refused'], count: connect },
      { standsFor: ['reset'], count: read + write },
      { standsFor: ['timedOut'], count: timeout },
    ],
    latencyMs: answered ? { p50: share(output, 50), p90: share(output, 90), p99: share(output, 99) } : NO_LATENCY,
  }
}

function share(output: string, percent: number): number | null {
  const [, value, unit] = new RegExp(String.raw`^ +${percent}% +([\d.]+)(us|ms|s|m|h)`, 'm').exec(output) ?? []
  return value === undefined ? null : Number(value) * (UNITS_MS[unit!] as number)
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0] ?? ''
}
