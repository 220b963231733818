import type { Browser, Page } from 'playwright-core'

/** A page, and what a user would not see of it. */
export interface WatchedPage {
  page: Page
  /** Errors of scripts and of the console, violations of the content security policy included. */
  readonly errors: string[]
  /** Addresses asked for, the page's own origin left out. */
  readonly elsewhere: string[]
}

/** For tests: opens a page in a real browser. @param origin what belongs to the page */
export async function openWatchedPage(browser: Browser, origin: string): Promise<WatchedPage> {
  // Not browser.newPage(): axe opens a second page beside the one it looks at.
  const context = await browser.newContext({ viewport: { width: 1200, height: 900 } })
  const page = await context.newPage()
  const errors: string[] = []
  const elsewhere: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text())
  })
  page.on('request', (request) => {
    const url = new URL(request.url())
    if (url.protocol.startsWith('http') && url.origin !== origin) elsewhere.push(url.href)
  })
  return { page, errors, elsewhere }
}
