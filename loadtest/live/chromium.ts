import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** A Chromium of this machine; the environment variable CHROMIUM names another one. null = there is none. */
export function chromiumPath(): string | null {
  const { CHROMIUM } = process.env
  return (CHROMIUM ? [CHROMIUM] : PLACES).find((path) => existsSync(path)) ?? null
}

/**
 * Starts it without a window and without any traffic of its own.
 * @throws when there is none; ask chromiumPath() first
 */
export async function launchChromium(): Promise<Browser> {
  const executablePath = chromiumPath()
  if (executablePath === null) throw new Error('no Chromium found: install one, or name it in the environment variable CHROMIUM')
  // Its sandbox does not work as root.
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  return chromium.launch({ executablePath, args: ['--disable-background-networking', '--disable-component-update', ...asRoot] })
}
