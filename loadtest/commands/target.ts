import { isIP } from 'node:net'
import { nominalCapacityPerS } from '../../strategies/strategy.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import { wholeNumber } from './options.ts'
import { UsageError } from './usage-error.ts'

/** Options of `run` that aim the load at a portal which is already running. */
export const TARGET_OPTIONS = {
  target: { type: 'string' },
  gateway: { type: 'string' },
  'allow-remote': { type: 'string' },
  'max-rate': { type: 'string' },
  'max-duration': { type: 'string' },
} as const

export interface TargetOptions {
  target: string
  gateway?: string | undefined
  'allow-remote'?: string | undefined
  'max-rate'?: string | undefined
  'max-duration'?: string | undefined
}

/** Without being told otherwise no more than this goes to somebody else's machine. */
const REMOTE_RATE_PER_S = 20
const REMOTE_DURATION_S = 120

/**
 * Checks where the load is to go. A host that is not loopback must be named in `--allow-remote`, and the scenario must stay within
 * the caps on rate and duration.
 * @returns URLs without a trailing slash
 * @throws UsageError
 */
export function checkTarget(options: TargetOptions, scenario: Scenario): { target: string; gateway: string | null } {
  const urls = [options.target, options.gateway].map((text) => (text === undefined ? null : parseUrl(text)))
  for (const url of urls) {
    if (url === null || isLoopback(url.hostname)) continue
    if (options['allow-remote'] !== url.hostname) {
      throw new UsageError(`${url.hostname} is not this machine; if you may load it, say --allow-remote ${url.hostname}`)
    }
    checkCaps(options, scenario)
  }
  return { target: urls[0]!.origin, gateway: urls[1]?.origin ?? null }
}

function checkCaps(options: TargetOptions, scenario: Scenario): void {
  const maxRate = wholeNumber('max-rate', options['max-rate'], REMOTE_RATE_PER_S, 1, 1_000_000)
  const maxDuration = wholeNumber('max-duration', options['max-duration'], REMOTE_DURATION_S, 1, 86_400)
  const rates = scenario.stages.flatMap(({ rate, rateTo }) => [rate, rateTo ?? rate])
  const peak = Math.max(...rates) * nominalCapacityPerS(scenario.envelope)
  const duration = scenario.stages.reduce((sum, { durationS }) => sum + durationS, 0)
  if (peak > maxRate)
    throw new UsageError(
      `${scenario.name} sends up to ${peak} citizens/s to a remote host; allow it with --max-rate ${Math.ceil(peak)}`,
    )
  if (duration > maxDuration)
    throw new UsageError(`${scenario.name} takes ${duration} s against a remote host; allow it with --max-duration ${duration}`)
}

function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    throw new UsageError(`"${text}" is no address; name one such as http://127.0.0.1:8080`)
  }
  return url
}

/** 127.0.0.0/8, ::1 and localhost. Other names are not looked up: they may point anywhere tomorrow. */
function isLoopback(hostname: string): boolean {
  const bare = hostname.replace(/^\[|\]$/g, '')
  return bare === 'localhost' || bare === '::1' || (isIP(bare) === 4 && bare.startsWith('127.'))
}
