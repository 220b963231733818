import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Browser, Locator, Page } from 'playwright-core'
import { chromiumPath, launchChromium } from './chromium.ts'

const PROJECT = fileURLToPath(new URL('../..', import.meta.url))
const PICTURES = join(PROJECT, 'docs', 'pictures')
/** Something to compare, a collapse among it, in three minutes; other words of the command line take its place. */
const STUDY = ['study', 'crash', '--quick']
const WIDE = { width: 1400, height: 1000 }
const NARROW = { width: 360, height: 1000 }
/** A study takes no longer; what hangs is ended. */
const LIMIT_MS = 20 * 60_000
/** The address stands at the beginning. */
const MOST_SAID = 100_000

/** The pictures of the README: `npm run screenshots` runs a study and photographs its live page and its report. */
async function takeScreenshots(): Promise<void> {
  if (chromiumPath() === null) throw new Error('no Chromium found: install one, or name it in the environment variable CHROMIUM')
  mkdirSync(PICTURES, { recursive: true })
  const results = mkdtempSync(join(tmpdir(), 'antrean-pictures-'))
  const words = process.argv.length > 2 ? process.argv.slice(2) : STUDY
  const lab = spawn(process.execPath, [join(PROJECT, 'loadtest', 'main.ts'), ...words, '--out', join(results, 'study')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(lab, 'close')
  const stop = () => lab.kill('SIGTERM')
  const limit = setTimeout(stop, LIMIT_MS)
  process.once('SIGINT', stop).once('SIGTERM', stop)
  let browser: Browser | null = null
  try {
    const url = await liveUrl(lab)
    browser = await launchChromium()
    await photographLivePage(await openPage(browser, url), lab)
    await ended
    await photograph(await openPage(browser, pathToFileURL(join(results, 'study', 'report.html')).href), 'report')
  } finally {
    clearTimeout(limit)
    stop()
    await browser?.close()
    await ended
    rmSync(results, { recursive: true, force: true })
  }
}

/** The address that the command prints. */
function liveUrl(lab: ChildProcess): Promise<string> {
  let said = ''
  return new Promise((resolve, reject) => {
    lab.stdout!.on('data', (chunk: Buffer) => {
      process.stdout.write(chunk)
      if (said.length < MOST_SAID) said += String(chunk)
      const url = /(?:live page|Watch)\s+(http:\/\/127\.0\.0\.1:\d+\/)/i.exec(said)?.[1]
      if (url) resolve(url)
    })
    lab.once('close', () => reject(new Error('the study ended before it said where its live page is')))
  })
}

/** Near the end of every surge, so that the last strategy's stays, when there is something to compare it with; and all side by side. */
async function photographLivePage(page: Page, lab: ChildProcess): Promise<void> {
  const nearItsEnd = page.locator('.stages .surge[aria-current] .left').getByText(/^[1-6] s left$/)
  while (lab.exitCode === null && lab.signalCode === null) {
    if (!(await appears(nearItsEnd))) continue
    await photograph(page, 'live')
    await page.emulateMedia({ colorScheme: 'light' })
    await page.setViewportSize(NARROW)
    await page.screenshot({ path: join(PICTURES, 'live-narrow.png') })
    await page.setViewportSize(WIDE)
    await nearItsEnd.waitFor({ state: 'detached' })
  }
  await page.locator('#compare').screenshot({ path: join(PICTURES, 'live-compared.png') })
}

function appears(what: Locator): Promise<boolean> {
  return what.waitFor({ timeout: 2000 }).then(
    () => true,
    () => false,
  )
}

async function openPage(browser: Browser, url: string): Promise<Page> {
  const page = await browser.newPage({ viewport: WIDE, reducedMotion: 'reduce' })
  await page.goto(url)
  return page
}

async function photograph(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    // One frame, in which the canvases are drawn in the new colours.
    await page.waitForTimeout(100)
    await page.screenshot({ path: join(PICTURES, `${name}-${colorScheme}.png`) })
  }
}

await takeScreenshots()
