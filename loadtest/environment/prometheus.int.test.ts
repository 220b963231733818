import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { Counter, Registry } from 'prom-client'
import { serveMetrics } from '../../service/metrics-server.ts'
import { findCores } from './cores.ts'
import { processStart } from './process-stats.ts'
import { startPrometheus, type PrometheusServer } from './prometheus.ts'
import { findOnPath } from './redis-download.mjs'
import { openRunDirectory, type RunDirectory } from './run-directory.ts'

const core = findCores().world
const LABELS = { strategy: 'fifo', scenario: 'smoke', trial: 'fifo-smoke-s1-b1', block: '1' }

let run: RunDirectory
let said: string[] = []
const say = (text: string) => void said.push(text)
beforeAll(() => void (run = openRunDirectory()))
beforeEach(() => void (said = []))
afterAll(() => run.remove())

interface Sample {
  metric: Record<string, string>
  value: [number, string]
}

async function query(server: PrometheusServer, expression: string): Promise<Sample[]> {
  const answer = await fetch(`${server.url}/api/v1/query?query=${encodeURIComponent(expression)}`)
  return ((await answer.json()) as { data: { result: Sample[] } }).data.result
}

/** @throws when it has not come after 15 s: new targets take 5 s */
async function eventually<T>(read: () => Promise<T>, enough: (value: T) => boolean): Promise<T> {
  for (const limit = Date.now() + 15_000; ; await sleep(100)) {
    const value = await read()
    if (enough(value)) return value
    if (Date.now() > limit) throw new Error(`still ${JSON.stringify(value)}`)
  }
}

const withPrometheus = findOnPath(['prometheus']) === null ? describe.skip : describe
withPrometheus('the Prometheus on the PATH', () => {
  let server: PrometheusServer
  afterEach(async () => server.stop())

  it('scrapes what it is told, under the labels it is told, and is gone within a second', async () => {
    server = (await startPrometheus({ run, core, say })) as PrometheusServer
    expect(server.version).toMatch(/^\d+\.\d+\.\d+/)
    const registry = new Registry()
    new Counter({ name: 'antrean_applications_accepted_total', help: 'of a test', registers: [registry] }).inc(7)
    const process = await serveMetrics(registry, 0)
    try {
      const target = { process: 'portal', address: `127.0.0.1:${process.port}` } as const
      server.watch(LABELS, [target])
      const accepted = () => query(server, 'antrean_applications_accepted_total')
      const [first] = await eventually(accepted, (samples) => samples.length > 0)
      expect(first).toMatchObject({ metric: { ...LABELS, job: 'antrean', process: 'portal' }, value: [expect.any(Number), '7'] })
      // The rules beside it are evaluated too.
      const rate = () => query(server, 'trial:antrean_applications_accepted:rate5s')
      expect((await eventually(rate, (samples) => samples.length > 0))[0]?.metric).toMatchObject(LABELS)
      // Of the next trial: what was the trial before is no longer there, once it has been missing for two scrapes.
      server.watch({ ...LABELS, trial: 'next' }, [target])
      const trials = async () => (await accepted()).map(({ metric }) => metric['trial'])
      expect(await eventually(trials, (seen) => seen.includes('next') && seen.length === 1)).toEqual(['next'])
    } finally {
      await process.close()
    }
    const began = performance.now()
    await server.stop()
    expect(performance.now() - began).toBeLessThan(1000)
    expect(processStart(server.pid)).toBeNull()
    expect(said).toEqual([])
  }, 60_000)

  it('passes on which trial is meant, and asks nobody else', async () => {
    server = (await startPrometheus({ run, core, say })) as PrometheusServer
    server.watch(LABELS, [{ process: 'lab', address: '127.0.0.1:9', query: { trial: LABELS.trial } }])
    const targets = JSON.parse(readFileSync(join(run.path, 'prometheus/targets.json'), 'utf8')) as unknown
    expect(targets).toEqual([{ targets: ['127.0.0.1:9'], labels: { process: 'lab', ...LABELS, __param_trial: LABELS.trial } }])
    server.watch(LABELS, [])
    expect(JSON.parse(readFileSync(join(run.path, 'prometheus/targets.json'), 'utf8'))).toEqual([])
  })

  it('that is killed says so once and takes orders in silence', async () => {
    server = (await startPrometheus({ run, core, say })) as PrometheusServer
    process.kill(server.pid, 'SIGKILL')
    await server.ended
    await sleep(0)
    server.watch(LABELS, [])
    await server.stop()
    expect(said).toEqual([expect.stringMatching(/^Prometheus has ended \(SIGKILL\)/)])
  })
})

describe('without a Prometheus that works', () => {
  it('there is none, and no word about it, when none is on the PATH', async () => {
    expect(await startPrometheus({ run, core, say, env: { PATH: '/nowhere' } })).toBeNull()
    expect(said).toEqual([])
  })

  it('there is none, and it says why, when it cannot start', async () => {
    const bin = join(run.path, 'bin')
    mkdirSync(bin)
    writeFileSync(join(bin, 'prometheus'), '#!/bin/sh\necho "opening storage failed: no space left on device" >&2\nexit 1\n')
    chmodSync(join(bin, 'prometheus'), 0o755)
    expect(await startPrometheus({ run, core, say, env: { PATH: `${bin}:${process.env['PATH']}` } })).toBeNull()
    expect(said).toEqual([
      'Prometheus did not start (opening storage failed: no space left on device); everything else goes on without it',
    ])
  })
})
