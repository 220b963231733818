import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Options } from 'autocannon'
import type { FromAutocannon } from '../certify/autocannon-process.ts'
import { wrkVersion } from '../certify/wrk-generator.ts'
import { Random } from '../citizens/random.ts'
import { EnvironmentError } from '../environment/environment-error.ts'
import { startOwnedProcess } from '../environment/owned-process.ts'
import { startDriverProcess } from '../trials/driver-process.ts'
import { cpuSecondsOf, crowdPlan, runCrowd, total } from './bench.ts'
import type { Bench } from './bench.ts'
import { startCheapPortal } from './cheap-portal.ts'
import { pairedRatio, reached } from './paired-ratio.ts'
import type { PairedRatio, Reached } from './paired-ratio.ts'

export const COST_GOAL = 0.8
/** V8's compilers work in the first second, and cost the driver and autocannon as much in a long run as in a short one. */
const RUN_S = 6
/** Of autocannon and wrk; about as many as the open driver then holds. */
const CONNECTIONS = 100
/**
 * The open driver's arrivals are set so that it uses about this share of a core. The others use all of it, and work is cheaper in bulk; but a
 * schedule that is near what the driver can do makes it late, and whoever is late opens more sockets.
 */
const LOAD = 0.6
/** Its cost falls as the rate rises, so the rate is found in steps; after three of them it still used less than half a core. */
const STEPS = 5
/** Share of pages that may fail to come before a run counts as disturbed. */
const LOST = 0.01
const FIRST = { ratePerS: 4000, durationS: 3 } as const
const PATIENCE_S = 0.3
/** The people of that patience have to fit into the open files. */
const MOST_PER_S = 45_000

type Tool = 'open driver' | 'autocannon' | 'wrk'

interface CostRun {
  round: number
  tool: Tool
  requests: number
  cpuS: number
  requestsPerCpuS: number
  /** null: the tool has no schedule. */
  lagP99Ms: number | null
  /** Pages did not come: the machine was busy with something else, and the round is left out. */
  disturbed: boolean
}

/** Ratio of what the open driver sends per CPU-second to what another tool sends. */
interface CostRatio extends PairedRatio {
  to: Tool
  reached: Reached
}

export interface RequestCost {
  /** Arrivals a second that the open driver had to send. */
  ratePerS: number
  connections: number
  runS: number
  wrk: string | null
  runs: CostRun[]
  ratios: CostRatio[]
}

/**
 * Requests per CPU-second of the generator: the open driver (a schedule, one person per request, every attempt and every citizen written
 * down) between autocannon and wrk (as fast as they can, nothing written down), the same page, in rounds of random order.
 */
export async function measureRequestCost(bench: Bench): Promise<RequestCost> {
  const portal = await startCheapPortal(bench, 'cost', { silent: false })
  try {
    const ratePerS = await rateFor(bench, portal.url)
    const wrk = wrkVersion()
    const tools: Record<Tool, () => Promise<Omit<CostRun, 'round' | 'tool' | 'requestsPerCpuS'>>> = {
      'open driver': () => openDriver(bench, portal.url, ratePerS, RUN_S),
      autocannon: () => autocannonRun(bench, portal.url),
      wrk: () => wrkRun(bench, portal.url),
    }
    const there = (Object.keys(tools) as Tool[]).filter((tool) => tool !== 'wrk' || wrk !== null)
    const runs: CostRun[] = []
    for (let round = 1; round <= bench.rounds; round++) {
      for (const tool of shuffled(there, new Random(bench.seed, round, 'order'))) {
        if (bench.stop.aborted) break
        const run = await tools[tool]()
        runs.push({ round, tool, ...run, requestsPerCpuS: run.requests / run.cpuS })
        bench.say(`round ${round} of ${bench.rounds}: ${tool} ${Math.round(run.requests / run.cpuS)} requests per CPU-second`)
      }
    }
    const others = there.filter((tool) => tool !== 'open driver')
    const ratios = others.map((to) => ratioTo(to, runs, bench.seed))
    return { ratePerS, connections: CONNECTIONS, runS: RUN_S, wrk, runs, ratios }
  } finally {
    await portal.end()
  }
}

async function rateFor(bench: Bench, url: string): Promise<number> {
  let { ratePerS }: { ratePerS: number } = FIRST
  for (let step = 0; step < STEPS; step++) {
    const { requests, cpuS } = await openDriver(bench, url, ratePerS, FIRST.durationS)
    ratePerS = Math.min(MOST_PER_S, Math.round((LOAD * requests) / cpuS / 100) * 100)
  }
  return ratePerS
}

async function openDriver(bench: Bench, target: string, ratePerS: number, durationS: number) {
  const outDir = join(bench.directory, 'cost')
  const plan = crowdPlan(bench, {
    target,
    outDir,
    mix: { visitor: 1 },
    ratePerS,
    durationS,
    patienceS: PATIENCE_S,
    toleranceS: 0.05,
  })
  const done = await runCrowd(bench, plan)
  const disturbed = done.attempts.ok < (1 - LOST) * done.scheduled
  return { requests: total(done.attempts), cpuS: cpuSecondsOf(done, plan), lagP99Ms: done.lagP99Ms, disturbed }
}

async function autocannonRun({ lab, directory }: Bench, url: string) {
  const options: Options = { url, connections: CONNECTIONS, duration: RUN_S }
  const script = '../certify/autocannon-process.ts'
  const tool = await startDriverProcess<FromAutocannon, never>(lab, script, options, join(directory, 'autocannon.log'))
  try {
    const { result, cpuS } = await tool.hear('done')
    return { requests: result['2xx'], cpuS, lagP99Ms: null, disturbed: false }
  } finally {
    await tool.end()
  }
}

/** Its CPU time is what the shell says of its children (POSIX `times`), to a hundredth of a second. */
async function wrkRun({ lab }: Bench, url: string) {
  const script = `wrk -t1 -c${CONNECTIONS} -d${RUN_S}s ${url}/; times`
  const [command, ...args] = [...lab.cores.world.prefix, 'sh', '-c', script] as unknown as [string, ...string[]]
  const cwd = fileURLToPath(new URL('../..', import.meta.url))
  const tool = await startOwnedProcess(lab.run, { command, args, env: process.env, cwd })
  await tool.ended
  const requests = Number(/^ *(\d+) requests in /m.exec(tool.stdoutTail())?.[1])
  const times = tool.stdoutTail().trimEnd().split('\n').at(-1) ?? ''
  const cpuS = [...times.matchAll(/(\d+)m([\d.]+)s/g)].reduce((sum, [, minutes, s]) => sum + Number(minutes) * 60 + Number(s), 0)
  if (!(requests > 0 && cpuS > 0)) throw new EnvironmentError(`wrk ends without a result: ${tool.stderrTail().slice(0, 200)}`)
  return { requests, cpuS, lagP99Ms: null, disturbed: false }
}

function ratioTo(to: Tool, runs: readonly CostRun[], seed: number): CostRatio {
  const sound = runs.filter(({ disturbed }) => !disturbed)
  const of = (tool: Tool) => new Map(sound.filter((run) => run.tool === tool).map((run) => [run.round, run.requestsPerCpuS]))
  const pairs = pairedRatio(of('open driver'), of(to), seed)
  return { to, ...pairs, reached: pairs.ci95 === null ? 'cannot-tell' : reached(pairs.ci95, (value) => value >= COST_GOAL) }
}

function shuffled<T>(items: readonly T[], random: Random): T[] {
  return items
    .map((item) => ({ item, at: random.uniform() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ item }) => item)
}
