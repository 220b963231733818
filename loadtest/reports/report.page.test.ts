import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { AxeBuilder } from '@axe-core/playwright'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Browser, Page } from 'playwright-core'
import { chromiumPath, launchChromium } from '../live/chromium.ts'
import { exampleCitizen, servedCitizen } from '../records/example-trial.ts'
import type { ProcessExit } from '../records/trial-facts.ts'
import { exampleCrowd, writeExampleResults, type WrittenTrial } from '../records/write-example-results.ts'
import type { Certificate, Score } from '../certify/certificate.ts'
import { certificatePage } from './certificate-page.ts'
import { deriveAll } from './derive-all.ts'

/** Without a Chromium there is nobody to look. */
const describeWithChromium = chromiumPath() === null ? describe.skip : describe

const DEATH: ProcessExit = {
  process: 'portal',
  pid: 7,
  atS: 31,
  code: null,
  signal: 'SIGABRT',
  cause: 'heap-out-of-memory',
  evidence: 'FATAL ERROR: heap limit',
  unexpected: true,
}
const visitors = [1, 2, 3, 4].map((s) => servedCitizen(s * 1000, s * 1000 + 80, { journey: 'visitor', acknowledgedMs: null }))
const rejected = [20, 21, 22].map((s) => exampleCitizen({ intendedMs: s * 1000, finishedMs: s * 1000 + 5, ending: 'rejected' }))
/** Enough blocks for intervals, a death, somebody of every fate: every kind of table and picture is on the page. */
const TRIALS: WrittenTrial[] = Array.from({ length: 9 }, (_, index) => index + 1).flatMap((block) => [
  {
    strategy: 'inline',
    block,
    people: [...exampleCrowd(4000 + block, 3), ...visitors],
    facts: { exits: block === 1 ? [DEATH] : [] },
  },
  { strategy: 'fifo', block, people: [...exampleCrowd(900 + 10 * block, 7), ...visitors, ...rejected] },
])
const HAMMER = {
  strategy: 'inline',
  durationS: 10,
  pagesPerS: 9,
  permitsPerS: 2,
  outcomes: { ok: 90, rejected: 0, timedOut: 10, failed: 0, reset: 0, refused: 0 },
  sent: 100,
  unanswered: 0,
  invalidReasons: [],
  deaths: [],
  autocannon: null,
}

const SCORE: Omit<Score, 'case' | 'generator'> = {
  summary: 'works on 10 requests (at 500/s) for 25 ms each, 10 wait, the others get 503',
  model: 'open',
  ratePerS: 2000,
  ours: false,
  runs: [],
  notRun: null,
  measured: {
    sent: 900,
    seen: 900,
    recorded: 900,
    unaccounted: 0,
    misclassified: 0,
    truthMs: { p50: 10, p90: 20, p99: 30 },
    recordedMs: { p50: 110, p90: 120, p99: 130 },
    errorMs: { p50: 100, p90: 100, p99: 100 },
    lagP99Ms: 1,
    lateToLeaveMs: null,
    cpuPct: 20,
  },
  faults: ['34600 unaccounted for', 'p50 -1000 ms', 'p99 -1000 ms'],
}
/** As many generators as there are, and each wrong in as many words as there can be. */
const CERTIFICATE: Certificate = {
  antrean: '0.1.0',
  commit: null,
  startedAt: '2025-11-22T06:40:12.000Z',
  finishedAt: '2025-11-22T06:48:40.000Z',
  seed: 1,
  repeats: 3,
  complete: true,
  machine: {
    cpuModel: 'made-up',
    cores: 2,
    memoryMb: 8000,
    kernel: '6.8',
    pinned: true,
    idleLagP99Ms: 0.1,
    stealPct: 0,
    lagJudged: true,
  },
  versions: { node: 'v24.0.0', autocannon: '9.0.0', wrk: '4.1.0' },
  scores: ['limited-slots', 'short-body-rst', 'half-header'].flatMap((name) =>
    ['open', 'closed', 'autocannon-rated', 'autocannon', 'wrk', 'another'].map((generator) => ({
      ...SCORE,
      case: name,
      generator,
    })),
  ),
  passed: false,
}

/** Tables that are wider than their box, opened from whatever is folded, and whether the page says so. */
async function wideTablesOf(page: Page): Promise<{ name: string | null; told: boolean }[]> {
  return page.evaluate(async () => {
    for (const details of document.querySelectorAll('details')) details.open = true
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
    // Sizes are observed after a frame, and what follows from them is laid out in the next.
    for (let frames = 0; frames < 3; frames++) await frame()
    return Array.from(document.querySelectorAll<HTMLElement>('.table'))
      .filter((table) => table.scrollWidth > table.clientWidth)
      .map((table) => ({
        name: table.getAttribute('aria-label'),
        told: getComputedStyle(table, '::before').content.includes('sideways'),
      }))
  })
}

async function violationsIn(axe: AxeBuilder): Promise<string[]> {
  const { violations } = await axe.analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)
}

describeWithChromium('report.html in Chromium', () => {
  let dir: string
  let browser: Browser
  let page: Page
  const asked: string[] = []
  const said: string[] = []

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'report-page-'))
    writeExampleResults(dir, TRIALS, { asserts: ['servedWithin.s30 >= 0.5'] })
    writeFileSync(join(dir, 'hammer.jsonl'), [10, 200].map((people) => `${JSON.stringify({ ...HAMMER, people })}\n`).join(''))
    await deriveAll(dir)
    browser = await launchChromium()
    const context = await browser.newContext({ viewport: { width: 1200, height: 900 } })
    page = await context.newPage()
    page.on('request', (request) => asked.push(request.url()))
    page.on('console', (message) => said.push(message.text()))
    page.on('pageerror', (error) => said.push(String(error)))
    await page.goto(pathToFileURL(join(dir, 'report.html')).href)
  }, 60_000)
  afterAll(async () => {
    await browser?.close()
    rmSync(dir, { recursive: true })
  })

  it('asks for nothing but itself, and draws every picture without complaint', async () => {
    expect(asked).toHaveLength(1)
    expect(said).toEqual([])
    const plots = page.locator('[data-chart]')
    expect(await plots.count()).toBeGreaterThan(12)
    const colours = await plots.evaluateAll((places) =>
      places.map((place) => {
        const canvas = place.querySelector('canvas')
        const painted = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data.buffer
        return { id: place.getAttribute('data-chart'), colours: painted ? new Set(new Uint32Array(painted)).size : 0 }
      }),
    )
    // Paper, grid, letters and, if anything is drawn, a curve.
    expect(colours.filter((plot) => plot.colours < 10)).toEqual([])
  })

  it('leaves nobody out, and can be read in dark colours too', async () => {
    // Folded are more rows of what is also there unfolded.
    expect(await violationsIn(new AxeBuilder({ page }))).toEqual([])
    // Only the colours differ.
    await page.emulateMedia({ colorScheme: 'dark' })
    expect(await violationsIn(new AxeBuilder({ page }).withRules(['color-contrast']))).toEqual([])
    await page.emulateMedia({ colorScheme: 'light' })
  }, 60_000)

  it('hides no column at 1200 px, and says so where a narrower screen does', async () => {
    const other = await browser.newPage({ viewport: { width: 1200, height: 900 } })
    const certificate = join(dir, 'certificate.html')
    writeFileSync(certificate, await certificatePage(CERTIFICATE))
    for (const file of [join(dir, 'report.html'), certificate]) {
      await other.setViewportSize({ width: 1200, height: 900 })
      await other.goto(pathToFileURL(file).href)
      expect(await wideTablesOf(other)).toEqual([])
      await other.setViewportSize({ width: 500, height: 900 })
      const wide = await wideTablesOf(other)
      expect(wide.length).toBeGreaterThan(0)
      expect(wide.filter(({ told }) => !told)).toEqual([])
    }
    await other.close()
  }, 60_000)

  it('fits on a narrow screen, and is drawn anew for it', async () => {
    await page.setViewportSize({ width: 320, height: 700 })
    await page.waitForFunction(() => document.querySelector('[data-chart] canvas')!.clientWidth <= 320)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320)
    await page.setViewportSize({ width: 1200, height: 900 })
  })

  it('is printed on A4, in light colours, and is itself again afterwards', async () => {
    await page.emulateMedia({ colorScheme: 'dark' })
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1')
    const sizes = Array.from(pdf.matchAll(/\/MediaBox\s*\[([^\]]*)\]/g), (match) => match[1]!.trim().split(/\s+/).map(Number))
    expect(sizes.length).toBeGreaterThan(3)
    for (const [, , width, height] of sizes) expect([width, height]).toEqual([expect.closeTo(595, -1), expect.closeTo(842, -1)])
    expect(await page.evaluate(() => document.documentElement.dataset['scheme'])).toBeUndefined()
    expect(said).toEqual([])
  })
})
