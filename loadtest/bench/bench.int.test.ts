import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Cores } from '../environment/cores.ts'
import { openRunDirectory } from '../environment/run-directory.ts'
import type { RunDirectory } from '../environment/run-directory.ts'
import { crowdPlan, runCrowd, total } from './bench.ts'
import { startCheapPortal } from './cheap-portal.ts'
import type { CheapPortal } from './cheap-portal.ts'

const ANYWHERE = { cpu: null, prefix: [] }
const NOT_PINNED: Cores = { world: ANYWHERE, system: ANYWHERE, pinned: false, description: 'not pinned' }

let run: RunDirectory
let directory = ''
let portal: CheapPortal | null = null

beforeEach(() => {
  run = openRunDirectory()
  directory = mkdtempSync(join(tmpdir(), 'antrean-bench-'))
})
afterEach(async () => {
  await portal?.end()
  portal = null
  run.remove()
  rmSync(directory, { recursive: true })
})

async function comeTo(silent: boolean, mix: Record<string, number>) {
  const bench = { lab: { run, cores: NOT_PINNED }, directory, seed: 1, stop: new AbortController().signal }
  portal = await startCheapPortal(bench, 'portal', { silent })
  const size = { ratePerS: 40, durationS: 1, patienceS: silent ? 0.5 : 5, toleranceS: 10 }
  const plan = crowdPlan(bench, { target: portal.url, gateway: portal.url, outDir: join(directory, 'crowd'), mix, ...size })
  return await runCrowd(bench, plan)
}

describe('the cheap portal', () => {
  it('has an answer for everybody: visitors, returning applicants and newcomers see their result', async () => {
    const done = await comeTo(false, { visitor: 0.3, 'returning-applicant': 0.4, newcomer: 0.3 })
    expect(done.endings.result).toBe(done.scheduled)
    expect(done.attempts.ok).toBe(total(done.attempts))
    expect(existsSync(join(directory, 'crowd', 'attempts.csv'))).toBe(false)
  })

  it('silent, it keeps everybody waiting', async () => {
    const done = await comeTo(true, { visitor: 1 })
    expect(done.attempts.timedOut).toBe(done.scheduled)
  })

  it('a switched process forgets what is measured after one signal, and counts again after the next', () => {
    const script = `import { Counter, Gauge, Histogram, Registry } from 'prom-client'
      import { monitorEventLoopDelay } from 'node:perf_hooks'
      import { setTimeout as sleep } from 'node:timers/promises'
      import { GCProfiler, setFlagsFromString } from 'node:v8'
      import { runInNewContext } from 'node:vm'
      import { GateDecisions } from '../../monitoring/gate-decisions.ts'
      import { RequestMetrics } from '../../monitoring/request-metrics.ts'
      setFlagsFromString('--expose-gc')
      const collect = runInNewContext('gc')
      const registers = [new Registry()]
      const delay = monitorEventLoopDelay({ resolution: 1 })
      delay.enable()
      const [a, b, c] = [Counter, Gauge, Histogram].map((Metric, at) => new Metric({ name: 'abc'[at], help: 'a', registers }))
      const gate = new GateDecisions(registers[0])
      const requests = new RequestMetrics(registers[0])
      const measure = (value) => (a.inc(value), b.set(value), c.observe(value), requests.enter({ method: 'get', path: '/' }), gate.count('page', 'admitted'))
      let profiler = new GCProfiler()
      profiler.start()
      const collections = () => {
        collect()
        const { statistics } = profiler.stop()
        profiler = new GCProfiler()
        profiler.start()
        return statistics.length > 0
      }
      const turn = async () => (process.kill(process.pid, 'SIGUSR2'), await sleep(50))
      const show = async () => console.log((await registers[0].metrics()).match(/(?<=^|antrean_)(a|b|c_sum|http_requests_in_flight|gate_decisions_total.*) \\d+/gm).join(', ').replaceAll(/{.*?}/g, ''), delay.count > 0, collections())
      measure(3)
      await sleep(20)
      await show()
      await turn()
      delay.reset()
      measure(4)
      await sleep(20)
      await show()
      await turn()
      measure(5)
      await sleep(20)
      await show()`
    const preload = new URL('switched-metrics.ts', import.meta.url).href
    const args = [`--import=${preload}`, '--input-type=module', '-e', script]
    const { stdout } = spawnSync(process.execPath, args, { encoding: 'utf8', cwd: new URL('.', import.meta.url) })
    expect(stdout.trim().split('\n')).toEqual([
      'a 3, b 3, c_sum 3, gate_decisions_total 1, http_requests_in_flight 1 true true',
      'a 3, b 3, c_sum 3, http_requests_in_flight 1 false false',
      'a 8, b 5, c_sum 8, gate_decisions_total 2, http_requests_in_flight 2 true true',
    ])
  })
})
