import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { findCores } from '../environment/cores.ts'
import { openRunDirectory, type RunDirectory } from '../environment/run-directory.ts'
import { exampleLiveTrial } from './example-live-trial.ts'
import { openWatch } from './open-watch.ts'
import type { LiveOptions, Watch } from './watch.ts'

const { faults: _none, ...FIRST } = exampleLiveTrial(0)
const SECOND = { ...FIRST, id: 'second', block: 2 }
const QUIET = { phase: () => undefined, second: () => undefined, exit: () => undefined }

describe('what watches a command', () => {
  let run: RunDirectory
  let watch: Watch | null
  let reading: AbortController
  beforeEach(() => {
    run = openRunDirectory()
    reading = new AbortController()
    watch = null
  })
  afterEach(async () => {
    jest.restoreAllMocks()
    reading.abort()
    await watch?.close(null)
    run.remove()
  })

  const open = async (live: LiveOptions | null) =>
    (watch = await openWatch({ run, cores: findCores() }, { title: 'test', strategies: ['fifo'], planned: 2, live }))
  const watchedOf = (trial: typeof FIRST) => watch!.observe(trial, QUIET).watched
  /** A page, and what it has been told so far. */
  async function page(url: string): Promise<{ text: string }> {
    const told = { text: '' }
    const { body } = await fetch(`${url}events`, { signal: reading.signal })
    const read = async () => {
      for await (const chunk of body!.pipeThrough(new TextDecoderStream())) told.text += chunk
    }
    read().catch(() => undefined)
    await until(() => told.text.includes('event: state'))
    return told
  }
  async function until(condition: () => boolean) {
    for (const limit = Date.now() + 3000; !condition(); await sleep(5)) if (Date.now() > limit) throw new Error('it never came')
  }

  it('knows how many pages were open at once while each trial ran', async () => {
    const { url } = await open({ port: 0, prometheus: false })
    const first = watchedOf(FIRST)
    expect(first?.()).toEqual({ prometheus: null, livePage: true, livePageClientsMax: 0 })
    await Promise.all([page(url!), page(url!)])
    expect(first?.()).toMatchObject({ livePageClientsMax: 2 })
    reading.abort()
    reading = new AbortController()
    await until(() => watchedOf(SECOND)?.()?.livePageClientsMax === 0)
    expect(watchedOf(SECOND)?.()).toMatchObject({ livePage: true, livePageClientsMax: 0 })
  })

  it('can do without a page', async () => {
    await open({ port: null, prometheus: false })
    expect(watch!.url).toBeNull()
    expect(watchedOf(FIRST)?.()).toEqual({ prometheus: null, livePage: false, livePageClientsMax: 0 })
  })

  it('can be nothing, which the record says too', async () => {
    await open(null)
    expect(watchedOf(FIRST)?.()).toEqual({ prometheus: null, livePage: false, livePageClientsMax: 0 })
  })

  it('lets the page wait for what follows, and tells it when that is called off', async () => {
    const { url } = await open({ port: 0, prometheus: false, goesOn: true })
    const told = await page(url!)
    await watch!.close('/results/report.html')
    expect(told.text).not.toContain('event: over')
    const again = await open({ port: 0, prometheus: false, goesOn: true })
    const toldAgain = await page(again.url!)
    await watch!.close(null, true)
    await until(() => toldAgain.text.includes('event: over'))
  })

  it('takes another port where it follows and its own is taken, and says so; the first one names the trouble', async () => {
    const warned = jest.spyOn(console, 'error').mockImplementation(() => undefined)
    const other = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => other.once('listening', resolve))
    const { port } = other.address() as { port: number }
    try {
      await expect(open({ port, prometheus: false })).rejects.toThrow(`--live-port ${port} cannot be had`)
      expect(warned).not.toHaveBeenCalled()
      const { url } = await open({ port, prometheus: false, follows: true })
      await page(url!)
      expect(warned.mock.calls).toEqual([[expect.stringContaining(`from now on it is ${url}`)]])
    } finally {
      other.close()
    }
  })
})
