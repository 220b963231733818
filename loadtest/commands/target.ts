import { isIP } from 'node:net'
import { nominalCapacityPerS } from '../../strategies/strategy.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import { wholeNumber } from './options.ts'
import { UsageError } from './usage-error.ts'

/** Options of `run` that aim the load at a portal which is already running. */
export const TARGET_OPTIONS = {
  target: { type: 'string' },
  gateway: { type: 'string' },
  database: { type: 'string' },
  fresh: { type: 'boolean' },
  'allow-remote': { type: 'string', multiple: true },
  'max-rate': { type: 'string' },
  'max-duration': { type: 'string' },
} as const

export interface TargetOptions {
  target: string
  gateway?: string | undefined
  database?: string | undefined
  fresh?: boolean | undefined
  'allow-remote'?: string[] | undefined
  'max-rate'?: string | undefined
  'max-duration'?: string | undefined
}

/** Where a portal that runs already can be reached; URLs without a trailing slash. */
export interface Target {
  portal: string
  /** Where newcomers read their messages; null = nobody is a newcomer. */
  gateway: string | null
  /** What the portal writes to; null = its people are not ours to make, and its promises not to check. */
  database: string | null
}

/** Without being told otherwise no more than this goes to somebody else's machine. */
const REMOTE_RATE_PER_S = 20
const REMOTE_DURATION_S = 120

/**
 * Checks where the load is to go. A host that is not loopback must be named in an `--allow-remote`, and the scenario must stay within
 * the caps on rate and duration.
 * @throws UsageError
 */
export function checkTarget(options: TargetOptions, scenario: Scenario): Target {
  if (options.fresh && options.database === undefined)
    throw new UsageError('--fresh goes with --database: it empties that database')
  const portal = webUrl(options.target)
  const gateway = options.gateway === undefined ? null : webUrl(options.gateway)
  const database = options.database === undefined ? null : databaseUrl(options.database)
  for (const url of [portal, gateway, database]) checkHost(url, options, scenario)
  return { portal: portal.origin, gateway: gateway?.origin ?? null, database: database?.href ?? null }
}

/** Arguments that may be written down: a password in `--database` is for this run only. */
export function withoutPassword(args: readonly string[]): string[] {
  return args.map((word) => {
    const [, option = '', text = ''] = /^(--database=)?(postgres(?:ql)?:.*)$/s.exec(word) ?? []
    if (!URL.canParse(text)) return word
    const url = new URL(text)
    url.password = ''
    url.searchParams.delete('password')
    return option + url.href
  })
}

function checkHost(url: URL | null, options: TargetOptions, scenario: Scenario): void {
  if (url === null || isLoopback(url.hostname)) return
  if (!options['allow-remote']?.includes(url.hostname))
    throw new UsageError(`${url.hostname} is not this machine; if you may load it, say --allow-remote ${url.hostname}`)
  checkCaps(options, scenario)
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

function webUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url !== null && ['http:', 'https:'].includes(url.protocol)) return url
  throw new UsageError(`"${text}" is no address; name one such as http://127.0.0.1:8080`)
}

/** The text is not repeated: it may hold a password. */
function databaseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null
  const isPostgres = url !== null && ['postgres:', 'postgresql:'].includes(url.protocol)
  // A host there would win over the one that is checked.
  if (isPostgres && url.hostname !== '' && !url.searchParams.has('host')) return url
  throw new UsageError(
    '--database wants an address such as postgres://user@127.0.0.1:5432/name; the password may come as PGPASSWORD',
  )
}

/** 127.0.0.0/8, ::1 and localhost. Other names are not looked up: they may point anywhere tomorrow. */
function isLoopback(hostname: string): boolean {
  const bare = hostname.replace(/^\[|\]$/g, '')
  return bare === 'localhost' || bare === '::1' || (isIP(bare) === 4 && bare.startsWith('127.'))
}
