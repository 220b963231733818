import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { EngineOptions } from '../create-engine.ts'
import { createEngine } from '../create-engine.ts'
import type { QueueEngine, QueueJob } from '../engine.ts'
import type { SeverableLink } from './severable-link.ts'
import { openLink } from './severable-link.ts'
import { until } from './until.ts'

/** What the suite needs to know about an engine. */
export interface Candidate {
  name: 'bullmq' | 'bullmq-postgres'
  /** URL of its store. */
  store(): string
  /** Options that open the engine on its store, or on a link to it. */
  options(store: string, prefix: string): EngineOptions
  /** The store loses all jobs. */
  forget(): Promise<void>
}

/** The conformance suite: what worker/ relies on, for every engine. Needs the real store; call it from an `*.int.test.ts`. */
export function conforms(candidate: Candidate): void {
  const { name, store, options } = candidate
  describe(`queue engine ${name}`, () => {
    let link: SeverableLink
    let prefix: string
    let engine: QueueEngine
    const stalled: string[] = []

    beforeEach(async () => {
      link = await openLink(store())
      prefix = `t${randomUUID().slice(0, 8)}`
      stalled.length = 0
      engine = await createEngine(name, { ...options(link.url, prefix), onStalled: (lane) => stalled.push(lane) })
    })
    afterEach(async () => {
      await engine.close()
      await link.cut()
    })

    it('works the jobs of a lane in the order they were added, with their data', async () => {
      const jobs = makeJobs(20)
      await engine.addBulk(jobs)
      const worked = collect(engine, 1)
      await until(() => worked.length === jobs.length)
      expect(worked).toEqual(jobs)
    })

    it('adds a job that it still knows only once', async () => {
      const jobs = makeJobs(5)
      await engine.addBulk(jobs)
      await engine.addBulk(jobs)
      expect(await engine.depth('main')).toBe(5)
      const worked = collect(engine, 1)
      await until(() => worked.length === 5)
      await until(async () => (await engine.missing(jobs)).length === 5)
      expect(worked.map((job) => job.id)).toEqual(jobs.map((job) => job.id))
    })

    it('keeps lanes apart', async () => {
      await engine.addBulk([...makeJobs(3, 'fast'), ...makeJobs(2, 'slow')])
      expect(await engine.depth('fast')).toBe(3)
      expect(await engine.depth('slow')).toBe(2)
      const fast = collect(engine, 2, 'fast')
      await until(() => fast.length === 3)
      expect(await engine.depth('slow')).toBe(2)
    })

    it('runs as many jobs at once as the lane allows, not more', async () => {
      let running = 0
      let most = 0
      let done = 0
      await engine.addBulk(makeJobs(24))
      engine.work({ name: 'main', concurrency: 4 }, async () => {
        running += 1
        most = Math.max(most, running)
        await delay(50)
        running -= 1
        done += 1
      })
      await until(() => done === 24)
      expect(most).toBe(4)
    })

    it('tries a job again that has failed', async () => {
      const attempts: number[] = []
      engine.work({ name: 'main', concurrency: 1 }, async () => {
        attempts.push(Date.now())
        if (attempts.length < 3) throw new Error('registry away')
      })
      const [job] = makeJobs(1)
      await engine.addBulk([job!])
      await until(() => attempts.length === 3)
      expect(attempts[1]! - attempts[0]!).toBeGreaterThanOrEqual(250)
      expect(attempts[2]! - attempts[1]!).toBeGreaterThanOrEqual(500)
      await until(async () => (await engine.missing([job!])).length === 1)
    })

    it('counts a job that waits for its next attempt as waiting, and still knows it', async () => {
      let failed = false
      const [job] = makeJobs(1)
      engine.work({ name: 'main', concurrency: 1 }, async () => {
        failed = true
        throw new Error('registry away')
      })
      await engine.addBulk([job!])
      await until(async () => failed && (await engine.depth('main')) === 1)
      expect(await engine.missing([job!])).toEqual([])
    })

    it('finds exactly the jobs that its store has forgotten, 500 in one question', async () => {
      const lost = makeJobs(250, 'fast')
      const kept = makeJobs(250)
      await engine.addBulk(lost)
      expect(await engine.missing([...lost, ...kept])).toEqual(kept.map((job) => job.id))
      await candidate.forget()
      await engine.addBulk(kept)
      expect(await engine.missing([...kept, ...lost])).toEqual(lost.map((job) => job.id))
      await engine.addBulk(lost)
      expect(await engine.missing([...kept, ...lost])).toEqual([])
    })

    it('goes on when the store forgets the jobs in work', async () => {
      const worked: string[] = []
      engine.work({ name: 'main', concurrency: 2 }, async (job) => {
        await delay(200)
        worked.push(job.id)
      })
      await engine.addBulk(makeJobs(2))
      await delay(100)
      await candidate.forget()
      const later = makeJobs(3)
      await engine.addBulk(later)
      await until(() => later.every((job) => worked.includes(job.id)))
    })

    it('rejects within seconds when the store is away or does not answer, and works again afterwards', async () => {
      const kept = makeJobs(1)
      await engine.addBulk(kept)
      await link.cut()
      await expectQuickRejection(() => engine.addBulk(makeJobs(2)))
      await expectQuickRejection(() => engine.missing(kept))
      await link.heal()
      await until(() =>
        engine.missing(kept).then(
          (ids) => ids.length === 0,
          () => false,
        ),
      )
      link.freeze()
      await expectQuickRejection(() => engine.addBulk(makeJobs(2)))
      await expectQuickRejection(() => engine.depth('main'))
      await link.cut()
      await link.heal()
      const worked = collect(engine, 1)
      await until(() => worked.some((job) => job.id === kept[0]!.id))
    })

    it('is not broken by a first call while its store is away', async () => {
      await link.cut()
      await expectQuickRejection(() => engine.addBulk(makeJobs(2)))
      await link.heal()
      await until(() => succeeds(engine.addBulk(makeJobs(2))))
      const worked = collect(engine, 1)
      await until(() => worked.length >= 2)
    })

    it('works on after its store was away and came back empty', async () => {
      const worked = collect(engine, 2)
      await engine.addBulk(makeJobs(3))
      await until(() => worked.length === 3)
      await link.cut()
      await candidate.forget()
      await delay(7000) // Longer than 6 s: BullMQ 6.0-6.3.2 wedged for ever after that (its issue 4585).
      await link.heal()
      await until(() => succeeds(engine.addBulk(makeJobs(3))))
      await until(() => worked.length >= 6)
    }, 30_000)

    it('waits for the jobs in work when it closes, and starts no other', async () => {
      let started = 0
      let finished = 0
      await engine.addBulk(makeJobs(10))
      const lane = engine.work({ name: 'main', concurrency: 2 }, async () => {
        started += 1
        await delay(300)
        finished += 1
      })
      await until(() => started === 2)
      await lane.close()
      expect(finished).toBe(2)
      expect(started).toBe(2)
      expect(await engine.depth('main')).toBe(8)
    })

    it('gives up closing within seconds when its store is away', async () => {
      collect(engine, 2)
      await engine.addBulk(makeJobs(1))
      await link.cut()
      await expectQuickRejection(() => engine.addBulk(makeJobs(1)))
      const start = Date.now()
      await engine.close()
      expect(Date.now() - start).toBeLessThan(6000)
    })

    it('runs a job again whose worker was killed in the middle, within about 20 s, and tells of it once', async () => {
      const [job] = makeJobs(1)
      await engine.addBulk([job!])
      await killWorkerInMidJob(name, options(store(), prefix))
      expect(await engine.missing([job!])).toEqual([])
      const start = Date.now()
      const worked = collect(engine, 1)
      await until(() => worked.length === 1, 25_000)
      expect(worked).toEqual([job])
      expect(stalled).toEqual(['main'])
      expect(Date.now() - start).toBeLessThan(20_000)
    }, 40_000)
  })
}

function makeJobs(count: number, lane = 'main'): QueueJob[] {
  return Array.from({ length: count }, () => {
    const applicationId = randomUUID()
    return { id: `app-${applicationId}`, lane, applicationId, acceptedAtMs: Date.now() }
  })
}

/** Works a lane and returns the growing list of the jobs it has worked. */
function collect(engine: QueueEngine, concurrency: number, lane = 'main'): QueueJob[] {
  const worked: QueueJob[] = []
  engine.work({ name: lane, concurrency }, async (job) => void worked.push(job))
  return worked
}

function succeeds(call: Promise<unknown>): Promise<boolean> {
  return call.then(
    () => true,
    () => false,
  )
}

async function expectQuickRejection(call: () => Promise<unknown>): Promise<void> {
  const start = Date.now()
  await expect(call()).rejects.toThrow()
  expect(Date.now() - start).toBeLessThan(5000)
}

/** A process of its own that takes a job, says so and never finishes it; then SIGKILL. */
async function killWorkerInMidJob(name: string, options: object): Promise<void> {
  const program = `
    const { createEngine } = await import(process.argv[1])
    const engine = await createEngine(process.argv[2], JSON.parse(process.argv[3]))
    engine.work({ name: 'main', concurrency: 1 }, () => new Promise(() => process.stdout.write('started')))`
  const module = new URL('../create-engine.ts', import.meta.url).href
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, module, name, JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  child.kill('SIGKILL')
  await once(child, 'exit')
}
