import { AxeBuilder } from '@axe-core/playwright'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type { Browser, Page, Request } from 'playwright-core'
import { chromiumPath, launchChromium } from './chromium.ts'
import { EXAMPLE_RESULT, exampleLiveTrial, secondAt } from './example-live-trial.ts'
import type { LiveControl, LiveOrder } from './live-events.ts'
import { LiveFeed } from './live-feed.ts'
import { startLiveServer, type LiveServer } from './live-server.ts'
import type { Refusal } from './order-desk.ts'

const CONTROL: LiveControl = {
  strategies: [
    { name: 'inline', summary: 'Everything inside the request' },
    { name: 'fifo', summary: 'One queue' },
  ],
  scenarios: [
    { name: 'smoke', summary: 'Short', durationS: 16 },
    { name: 'launch-day', summary: 'Long', durationS: 70 },
  ],
  faults: [
    { name: 'portal-killed', summary: 'SIGKILL to the portal', momentary: true, on: false },
    { name: 'registry-slow', summary: 'Checks take longer', momentary: false, on: true },
  ],
  chosen: { strategy: 'fifo', scenario: 'launch-day' },
  busy: null,
  running: null,
  problem: null,
  reportUrl: '/report.html',
}
const DEATH = { process: 'portal', atS: 12.4, code: null, signal: 'SIGABRT', cause: 'heap-out-of-memory' } as const
const FAULT = { fault: 'registry-slow', atS: 11, untilS: null, byHand: true }

/** A study in its middle: one strategy is over, the next is in the surge and has had a death. */
function inTheMiddle(feed: LiveFeed): void {
  const begun = exampleLiveTrial(0, { strategy: 'inline' })
  feed.begin(begun)
  for (const { second } of exampleLiveTrial(72).seconds) feed.second(begun.id, secondAt(second))
  feed.finish(begun, EXAMPLE_RESULT)
  feed.begin({ ...begun, id: 'second', strategy: 'fifo', faults: [FAULT] })
  for (const { second } of exampleLiveTrial(14).seconds) feed.second('second', secondAt(second, { portalUp: second !== 12 }))
  feed.exit('second', DEATH)
}

const inChromium = chromiumPath() === null ? describe.skip : describe
inChromium('the live page in Chromium (skipped where there is none)', () => {
  let browser: Browser
  let page: Page
  let feed: LiveFeed
  let server: LiveServer
  let orders: LiveOrder[]
  let refusal: Refusal | null
  /** Whatever a browser holds against a page: errors, breaches of the policy, requests to others. */
  let complaints: string[]

  const serve = (port: number) =>
    startLiveServer({ feed, port, desk: () => ({ take: (order) => (orders.push(order), refusal) }) })
  const newFeed = (title: string) => new LiveFeed({ title, strategies: ['inline', 'fifo'], planned: 2 })
  const text = (selector: string) => page.locator(selector).innerText()
  /** Once more when the machine's network has changed meanwhile (a container was started): Chromium gives up what it was loading. */
  async function open(): Promise<void> {
    let wasCutOff = false
    const listener = (request: Request) => (wasCutOff ||= request.failure()?.errorText === 'net::ERR_NETWORK_CHANGED')
    page.on('requestfailed', listener)
    await page.goto(server.url, { waitUntil: 'load' })
    if (!wasCutOff) return
    complaints.length = 0
    await page.reload()
  }
  const shows = (selector: string, wanted: string | RegExp) =>
    page.locator(selector).filter({ hasText: wanted }).first().waitFor()

  beforeAll(async () => {
    browser = await launchChromium()
  })
  afterAll(() => browser.close())
  beforeEach(async () => {
    orders = []
    refusal = null
    complaints = []
    feed = newFeed('study crash')
    server = await serve(0)
    const context = await browser.newContext({ viewport: { width: 1400, height: 900 }, reducedMotion: 'reduce' })
    page = await context.newPage()
    page.setDefaultTimeout(5000)
    page.on('pageerror', (error) => complaints.push(String(error)))
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
    page.on('request', (request) => new URL(request.url()).hostname !== '127.0.0.1' && complaints.push(request.url()))
  })
  afterEach(async () => {
    await page.context().close()
    await server.close()
  })

  it('shows every second at once, in figures, curves and the table, and says aloud only what matters', async () => {
    inTheMiddle(feed)
    await open()
    await shows('#now-title', 'fifo under launch-day')
    await page.locator('#now-table summary').click()
    const newest = page.locator('#now-table tbody tr').first()
    const delays = []
    for (const second of [14, 15, 16]) {
      const toldAt = performance.now()
      feed.second('second', secondAt(second, { served: 100 + second, p99Ms: 4321 }))
      await shows('[data-figure="served"]', String(100 + second))
      delays.push(performance.now() - toldAt)
    }
    expect(Math.max(...delays)).toBeLessThan(1000)
    // Three gave up in it.
    expect(await text('[data-figure="p99"]')).toBe('≥ 4.3 s')
    expect(await text('.figures')).toContain('median 210 ms, gave up: at least')
    expect(await newest.locator('th').innerText()).toBe('16')
    expect(await newest.innerText()).toMatch(/surge\s+90\s+116\s/)
    expect(await text('#announcements')).toBe('')
    feed.exit('second', { ...DEATH, atS: 16.5 })
    await shows('#announcements', 'portal died (death 2): out of heap memory, SIGABRT')
    await shows('#happened li[data-kind="bad"]', 'portal died (death 2)')
    expect(complaints).toEqual([])
  })

  it('draws the curves in the strategy’s colour, and again when the reader’s colours change', async () => {
    inTheMiddle(feed)
    await open()
    await shows('#now-title', 'fifo')
    expect(await pixelsOf(page, [0x00, 0x68, 0xa8])).toBeGreaterThan(100)
    expect(await pixelsOf(page, [0x5c, 0xb8, 0xf0])).toBe(0)
    await page.emulateMedia({ colorScheme: 'dark' })
    await page.waitForTimeout(100)
    expect(await pixelsOf(page, [0x5c, 0xb8, 0xf0])).toBeGreaterThan(100)
  })

  it('compares the strategies whose trials are over, and shows each in full on demand', async () => {
    inTheMiddle(feed)
    await open()
    await shows('#now-title', 'fifo')
    expect(await page.locator('.panel').count()).toBe(1)
    expect((await text('#compare tbody tr')).split(/\t/)).toEqual([
      'inline',
      '1',
      '8.3',
      '29.8',
      '20.1',
      '61.3 %',
      '1,626',
      '12',
      '3',
      '700',
      '111',
      '4.3 s',
      '100 %',
      '23 s',
      '1',
    ])
    expect(await page.locator('.fates').getAttribute('aria-label')).toMatch(
      /^Of 2,452 people: 1,626 permit within 30 s, 12 later/,
    )
    await page.getByRole('button', { name: 'Show in full: inline' }).click()
    await shows('#now-title', 'inline under launch-day')
    await page.getByLabel('Trial shown').selectOption({ label: 'the newest' })
    await shows('#now-title', 'fifo under launch-day')
    await page.getByLabel('Picture').selectOption({ label: 'Heap of the portal' })
    await shows('.panel .key', 'used')
  })

  it('says of figures of invalid trials that they are not to be used, in their row and above the table', async () => {
    const begun = exampleLiveTrial(0, { strategy: 'inline' })
    const invalid = { ...EXAMPLE_RESULT, valid: false, invalidReasons: ['late'] }
    for (const block of [1, 2]) feed.finish({ ...begun, id: `inline-${block}`, block }, invalid)
    feed.finish({ ...begun, id: 'fifo-1', strategy: 'fifo' }, invalid)
    feed.finish({ ...begun, id: 'fifo-2', strategy: 'fifo' }, EXAMPLE_RESULT)
    await open()
    await shows(
      '#compare caption',
      'Results so far, means of the valid trials; where no trial is valid, of the invalid ones: not to be used',
    )
    await shows('#compare tbody tr', /^inline\s*all 2 invalid: shown, not to be used/)
    await shows('#compare tbody tr', /^fifo\s*1 of 2/)
  })

  it('draws what can be seen, and the rest when it comes into view', async () => {
    inTheMiddle(feed)
    await open()
    await shows('#now-title', 'fifo')
    const drawn = () => page.locator('#now-charts canvas').count()
    const [all, inView] = [await page.locator('#now-charts .chart').count(), await drawn()]
    expect(inView).toBeGreaterThan(0)
    expect(inView).toBeLessThan(all)
    const last = page.locator('#now-charts .chart').last()
    expect(await last.locator('.key b').innerText()).toBe('')
    await last.scrollIntoViewIfNeeded()
    await last.locator('canvas').waitFor()
    expect(await drawn()).toBeGreaterThan(inView)
    const read = await last.locator('.key b').innerText()
    // What was scrolled out of view stands still, and catches up when it is back.
    const first = page.locator('#now-charts .chart').first().locator('.key b').first()
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight))
    await page.waitForTimeout(200)
    feed.second('second', secondAt(14, { arriving: 4711 }))
    await page.waitForTimeout(200)
    expect(await first.innerText()).not.toBe('4,711')
    await page.evaluate(() => scrollTo(0, 0))
    await shows('#now-charts .key', '4,711')
    expect(read).not.toBe('')
  })

  it('leaves a browser with many tabs connections for the next one: tabs that nobody sees give up theirs', async () => {
    inTheMiddle(feed)
    const tabs = [page]
    while (tabs.length < 6) tabs.push(await page.context().newPage())
    for (const tab of tabs) {
      await tab.clock.install()
      await tab.goto(server.url)
      await tab.locator('#connection').filter({ hasText: 'live' }).waitFor()
    }
    const look = (tab: Page, hidden: boolean) =>
      tab.evaluate((now) => {
        Object.defineProperty(document, 'hidden', { value: now, configurable: true })
        document.dispatchEvent(new Event('visibilitychange'))
      }, hidden)
    const openNow = () => (server.countClientsAnew(), server.clientsMax)
    expect(openNow()).toBe(6)
    // One after the other, as somebody opens them; the last one is looked at.
    for (const tab of tabs.slice(0, -1)) {
      // Or the leap would be taken for a silence.
      feed.beat()
      await tab.waitForTimeout(100)
      await look(tab, true)
      await tab.clock.fastForward(10_100)
      await tab.waitForTimeout(100)
    }
    const next = await page.context().newPage()
    await next.goto(server.url, { timeout: 5000 })
    await next.locator('#title').filter({ hasText: 'study crash' }).waitFor({ timeout: 5000 })
    expect(openNow()).toBe(5)
    feed.second('second', secondAt(14, { served: 114 }))
    await look(page, false)
    await shows('#connection', 'live')
    await shows('[data-figure="served"]', '114')
    expect(openNow()).toBe(6)
  }, 60_000)

  it('says when the laboratory has gone, comes back by itself, and keeps everything when the command has ended', async () => {
    inTheMiddle(feed)
    await open()
    await shows('#connection', 'live')
    await server.close()
    await shows('#gone', 'The laboratory does not answer')
    await shows('#connection', 'gone')
    await shows('#now-title', 'fifo under launch-day')
    feed = newFeed('study power')
    server = await serve(Number(new URL(server.url).port))
    await shows('#title', 'study power')
    await shows('#connection', 'live')
    feed.over('/somewhere/report.html')
    await server.close()
    await shows('#gone', 'Its report: /somewhere/report.html')
    // Nobody answers any more, and that is no news.
    await page.waitForTimeout(1500)
    expect(await text('#connection')).toBe('ended')
  })

  it('takes every name for text', async () => {
    const evil = '<img src=x onerror="document.title=1">'
    const begun = exampleLiveTrial(0)
    feed.begin({ ...begun, strategy: evil, scenario: evil, stages: [{ name: evil, durationS: 5, rate: 2 }] })
    feed.second(begun.id, secondAt(0, { stage: evil, backlogByLane: { [evil]: 3, '"]': 4 } }))
    feed.doing(evil)
    feed.point({ id: 'point', title: evil, strategy: evil, phase: evil, exits: [], result: evil })
    feed.finish(begun, { ...EXAMPLE_RESULT, valid: false, invalidReasons: [evil] })
    feed.state.links.push({ label: evil, url: 'javascript:document.title=2' })
    feed.control({ ...CONTROL, problem: evil, busy: evil, faults: [{ name: evil, summary: evil, momentary: true, on: false }] })
    await open()
    await shows('#doing', evil)
    await shows('.problem', evil)
    expect(await page.locator('img, a[href^="javascript"]').count()).toBe(0)
    expect(complaints).toEqual([])
  })

  it('has nothing that axe objects to, wide in light colours, narrow in dark ones, and never scrolls sideways', async () => {
    inTheMiddle(feed)
    feed.control(CONTROL)
    feed.point({ id: 'p', title: '800 people', strategy: 'inline', phase: null, exits: [DEATH], result: '3 pages/s' })
    feed.state.links.push({ label: 'Prometheus', url: 'http://127.0.0.1:9090' })
    await open()
    await shows('#now-title', 'fifo')
    await page.locator('#now-table summary').click()
    for (const [colorScheme, width] of [
      ['light', 1400],
      ['dark', 360],
    ] as const) {
      await page.emulateMedia({ colorScheme })
      await page.setViewportSize({ width, height: 900 })
      const { violations } = await new AxeBuilder({ page }).analyze()
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([])
    }
    await page.setViewportSize({ width: 320, height: 700 })
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320)
    expect(complaints).toEqual([])
  }, 60_000)

  describe('orders', () => {
    const focus = () => page.evaluate(() => document.activeElement?.textContent)
    const tell = (changes: Partial<LiveControl>) => feed.control({ ...CONTROL, ...changes })
    beforeEach(async () => {
      tell({})
      await open()
      await shows('#orders', 'Start (70 s)')
    })

    it('are given with the keyboard alone, and the focus stays where it is', async () => {
      await page.getByLabel('Scenario').focus()
      await page.keyboard.type('smoke')
      await page.keyboard.press('Tab')
      await page.keyboard.type('inline')
      await page.keyboard.press('Tab')
      expect(await focus()).toBe('Start (16 s)')
      expect(await page.evaluate(() => getComputedStyle(document.activeElement!).outlineStyle)).toBe('solid')
      await page.keyboard.press('Enter')
      await shows('#orders', 'Start (16 s)')
      tell({ busy: 'starting inline', chosen: { strategy: 'inline', scenario: 'smoke' } })
      await shows('.busy', 'starting inline')
      await page.keyboard.press('Enter')
      tell({ running: 'a-trial', chosen: { strategy: 'inline', scenario: 'smoke' } })
      await shows('.main', 'Stop the trial')
      expect(await focus()).toBe('Stop the trial')
      // The second half of a double click stops nothing.
      await page.keyboard.press('Enter')
      await page.waitForTimeout(1100)
      await page.keyboard.press('Enter')
      await shows('.main', 'Stopping')
      expect(orders).toEqual([{ order: 'start', strategy: 'inline', scenario: 'smoke' }, { order: 'stop' }])
    })

    it('switch faults: on and off, or once', async () => {
      const slow = page.getByRole('switch', { name: 'registry-slow' })
      expect(await slow.getAttribute('aria-checked')).toBe('true')
      await slow.focus()
      await page.keyboard.press('Space')
      await page.waitForTimeout(200)
      await page.getByRole('button', { name: 'do it portal-killed' }).click()
      await page.waitForTimeout(200)
      tell({ faults: CONTROL.faults.map((fault) => ({ ...fault, on: false })) })
      await shows('[role="switch"]', 'off')
      expect(orders).toEqual([
        { order: 'fault', fault: 'registry-slow', on: false },
        { order: 'fault', fault: 'portal-killed', on: true },
      ])
    })

    it('that are refused say why', async () => {
      refusal = { status: 409, detail: 'starting fifo: order again when it is done' }
      await page.getByRole('button', { name: 'Start (70 s)' }).click()
      await shows('[role="alert"]', 'starting fifo: order again when it is done')
    })
  })
})

/** Pixels of exactly this colour in the first chart. */
function pixelsOf(page: Page, colour: readonly [number, number, number]): Promise<number> {
  return page.evaluate(([red, green, blue]) => {
    const canvas = document.querySelector('#now-charts canvas') as HTMLCanvasElement
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height)
    let found = 0
    for (let at = 0; at < data.length; at += 4) if (data[at] === red && data[at + 1] === green && data[at + 2] === blue) found++
    return found
  }, colour)
}
