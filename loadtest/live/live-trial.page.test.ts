import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Browser, Page } from 'playwright-core'
import { readJson } from '../records/json.ts'
import { TRIAL_FACTS_SCHEMA } from '../records/trial-facts-schema.ts'
import { chromiumPath, launchChromium } from './chromium.ts'

const MAIN = new URL('../main.ts', import.meta.url).pathname

const inChromium = chromiumPath() === null ? describe.skip : describe
inChromium('a trial that is ordered and watched in Chromium (skipped where there is none)', () => {
  let temporary: string
  let up: ChildProcess
  let said = ''
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    temporary = mkdtempSync(join(tmpdir(), 'antrean-page-'))
    const env = { PATH: process.env.PATH, HOME: process.env.HOME, TMPDIR: temporary }
    const words = ['up', '--strategy', 'fifo', '--scenario', 'smoke', '--out', join(temporary, 'results')]
    up = spawn(process.execPath, [MAIN, ...words], { env, stdio: ['ignore', 'pipe', 'inherit'] })
    const url = new Promise<string>((resolve, reject) => {
      up.stdout!.on('data', (chunk) => {
        said += String(chunk)
        const found = /live page\s+(http:\/\/127\.0\.0\.1:\d+\/)/.exec(said)?.[1]
        if (found) resolve(found)
      })
      up.once('close', () => reject(new Error(`up ended: ${said}`)))
    })
    browser = await launchChromium()
    page = await browser.newPage({ viewport: { width: 1400, height: 900 }, reducedMotion: 'reduce' })
    page.setDefaultTimeout(40_000)
    await page.goto(await url)
  }, 60_000)
  afterAll(async () => {
    await browser?.close()
    if (up.exitCode === null && up.kill('SIGINT')) await once(up, 'close')
    rmSync(temporary, { recursive: true, force: true })
  }, 30_000)

  it('shows each of its seconds within a second of its end, a death when it happens, and the result', async () => {
    await page.locator('#now-title').getByText('The portal runs with fifo; nobody comes').waitFor()
    await page.getByRole('button', { name: 'Start (16 s)' }).press('Enter')
    await page.locator('.stages [aria-current]').getByText('before').waitFor()
    await page.locator('#now-table summary').click()
    await recordSeconds(page)
    await page.locator('.stages .surge[aria-current]').waitFor()
    await page.getByRole('button', { name: 'do it portal-killed' }).click()
    await page.locator('#happened li[data-kind="bad"]').getByText('portal died: killed from outside, SIGKILL').waitFor()
    await page.locator('#happened li').getByText('fault by hand: portal-killed').waitFor()
    await page.getByRole('button', { name: 'Stop the trial' }).press('Enter')
    // Whoever kills the portal by hand, and stops before the end, has measured nothing; the figures are there all the same.
    await page.locator('.panel .invalid').getByText('invalid').waitFor()
    expect(await page.locator('#compare tbody tr').innerText()).toMatch(/^fifo\s+invalid: shown, not to be used\s/)
    expect(await page.locator('.outcome').innerText()).toMatch(/1 death.*Invalid: .*portal-killed/)
    const { startedAt } = await readJson(
      join(temporary, 'results', 'trials', 'fifo-smoke-s1-b1', 'trial.json'),
      TRIAL_FACTS_SCHEMA,
    )
    const seen = await page.evaluate(() => (globalThis as unknown as { seen: [number, number][] }).seen)
    expect(seen.length).toBeGreaterThanOrEqual(4)
    // The last one ended with the trial, before its time.
    const delaysMs = seen.slice(0, -1).map(([second, atMs]) => atMs - (startedAt + (second + 1) * 1000))
    expect(Math.min(...delaysMs)).toBeGreaterThan(0)
    expect(delaysMs.toSorted((a, b) => a - b)[Math.floor(delaysMs.length / 2)]).toBeLessThan(1000)
    await page.getByRole('link', { name: 'Report of the trials so far' }).waitFor()
    const closed = once(up, 'close')
    up.kill('SIGINT')
    await page.locator('#gone').getByText('The command has ended').waitFor()
    await closed
  }, 100_000)
})

/** Notes in `seen` when the page shows which second: the newest row of its table. */
async function recordSeconds(page: Page): Promise<void> {
  await page.evaluate(() => {
    const seen: [number, number][] = []
    Object.assign(globalThis, { seen })
    const rows = document.querySelector('#now-table tbody')!
    new MutationObserver(() => {
      const second = Number(rows.querySelector('th')?.textContent)
      if (seen.at(-1)?.[0] !== second) seen.push([second, Date.now()])
    }).observe(rows, { childList: true })
  })
}
