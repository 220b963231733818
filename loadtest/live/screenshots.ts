import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import crash from '../studies/crash.ts'
import { chromiumPath, launchChromium } from './chromium.ts'
import { giveOrder, liveState } from './orders-without-browser.ts'

const PROJECT = fileURLToPath(new URL('../..', import.meta.url))
const PICTURES = join(PROJECT, 'docs', 'pictures')
const WIDE = { width: 1400, height: 1000 }
/** The page draws what is in view: all that is photographed has to be. */
const TALL = { width: 1400, height: 3000 }
/** Nothing else on the generator's core. */
const ALONE = ['--no-prometheus']
/** A study, a few trials; what hangs is ended. */
const LIMIT_MS = 20 * 60_000
/** The address stands at the beginning. */
const MOST_SAID = 100_000

/**
 * The pictures of the README: `npm run screenshots` photographs the report of a quick study, and the live page of `up`. What is compared there
 * was measured before any browser was open; the trial that is photographed in the middle is another one.
 * @param scenario another one than the study's, e.g. a shorter one to try this out
 */
async function takeScreenshots(scenario = crash.scenario): Promise<void> {
  if (chromiumPath() === null) throw new Error('no Chromium found: install one, or name it in the environment variable CHROMIUM')
  mkdirSync(PICTURES, { recursive: true })
  const results = mkdtempSync(join(tmpdir(), 'antrean-pictures-'))
  try {
    await ofReport(join(results, 'study'), scenario)
    await ofLivePage(join(results, 'up'), scenario)
  } finally {
    rmSync(results, { recursive: true, force: true })
  }
}

async function ofReport(directory: string, scenario: string): Promise<void> {
  await withLab(
    ['study', crash.name, '--quick', '--scenario', scenario, ...ALONE, '--no-live', '--out', directory],
    async (_lab, ended) => {
      await ended
      await withPage(pathToFileURL(join(directory, 'report.html')).href, async (page) => photograph(page, 'report-light'))
    },
  )
}

async function ofLivePage(directory: string, scenario: string): Promise<void> {
  await withLab(['up', '--scenario', scenario, ...ALONE, '--out', directory], async (lab) => {
    const url = await liveUrl(lab)
    for (const [index, strategy] of crash.quick.entries()) {
      await giveOrder(url, { order: 'start', strategy, scenario })
      await trialsOver(lab, directory, index + 1)
      await untilReady(lab, url)
    }
    await withPage(url, async (page) => {
      await page.setViewportSize(TALL)
      await settled(page)
      await page.locator('#compare').screenshot({ path: join(PICTURES, 'live-compared.png') })
      await page.setViewportSize(WIDE)
      await giveOrder(url, { order: 'start', strategy: crash.quick.at(-1)!, scenario })
      const nearItsEnd = page.locator('.stages .surge[aria-current] .left').getByText(/^[1-6] s left$/)
      await nearItsEnd.waitFor({ timeout: LIMIT_MS })
      await page.locator('#now').evaluate((now) => now.scrollIntoView())
      await photograph(page, 'live-light')
    })
  })
}

/** Runs the laboratory while `work` goes on, and ends it whatever happens. */
async function withLab(words: string[], work: (lab: ChildProcess, ended: Promise<unknown>) => Promise<void>): Promise<void> {
  const lab = spawn(process.execPath, [join(PROJECT, 'loadtest', 'main.ts'), ...words], { stdio: ['ignore', 'pipe', 'inherit'] })
  lab.stdout.on('data', (chunk: Buffer) => process.stdout.write(chunk))
  const ended = once(lab, 'close')
  const stop = () => lab.kill('SIGTERM')
  const limit = setTimeout(stop, LIMIT_MS)
  process.once('SIGINT', stop).once('SIGTERM', stop)
  try {
    await work(lab, ended)
  } finally {
    clearTimeout(limit)
    process.off('SIGINT', stop).off('SIGTERM', stop)
    stop()
    await ended
  }
}

/** The address that `up` prints. */
function liveUrl(lab: ChildProcess): Promise<string> {
  let said = ''
  return new Promise((resolve, reject) => {
    lab.stdout!.on('data', (chunk: Buffer) => {
      if (said.length < MOST_SAID) said += String(chunk)
      const url = /live page\s+(http:\/\/127\.0\.0\.1:\d+\/)/.exec(said)?.[1]
      if (url) resolve(url)
    })
    lab.once('close', () => reject(new Error('the laboratory ended before it said where its live page is')))
  })
}

/** Until so many have their records. Nobody asks the laboratory meanwhile. */
async function trialsOver(lab: ChildProcess, directory: string, count: number): Promise<void> {
  const trials = join(directory, 'trials')
  const over = () =>
    existsSync(trials) ? readdirSync(trials).filter((id) => existsSync(join(trials, id, 'trial.json'))).length : 0
  while (over() < count) await pause(lab)
}

async function untilReady(lab: ChildProcess, url: string): Promise<void> {
  for (;;) {
    const { control } = await liveState(url)
    if (control?.problem) throw new Error(control.problem)
    if (control?.running === null && control.busy === null) return
    await pause(lab)
  }
}

async function pause({ exitCode, signalCode }: ChildProcess): Promise<void> {
  if (exitCode !== null || signalCode !== null) throw new Error('the laboratory has ended')
  await sleep(500)
}

async function withPage(url: string, work: (page: Page) => Promise<void>): Promise<void> {
  let browser: Browser | null = null
  try {
    browser = await launchChromium()
    const page = await browser.newPage({ viewport: WIDE, reducedMotion: 'reduce' })
    await page.goto(url)
    await page.emulateMedia({ colorScheme: 'light' })
    await work(page)
  } finally {
    await browser?.close()
  }
}

async function photograph(page: Page, name: string): Promise<void> {
  await settled(page)
  await page.screenshot({ path: join(PICTURES, `${name}.png`) })
}

/** A few frames, in which the canvases are drawn. */
async function settled(page: Page): Promise<void> {
  await page.waitForTimeout(200)
}

await takeScreenshots(process.argv[2])
