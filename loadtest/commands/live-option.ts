import type { ParseArgsOptionsConfig } from 'node:util'
import type { LiveOptions } from '../live/watch.ts'
import { wholeNumber } from './options.ts'
import { UsageError } from './usage-error.ts'

/** Options of every command that measures: how it is watched. */
export const LIVE = {
  'live-port': { type: 'string' },
  'no-live': { type: 'boolean', default: false },
} as const satisfies ParseArgsOptionsConfig

/** What was said about watching; null = `--no-live`: neither a page nor Prometheus. @throws UsageError */
export function liveOption(values: { 'live-port'?: string | undefined; 'no-live': boolean }): LiveOptions | null {
  const text = values['live-port']
  if (!values['no-live']) return { port: wholeNumber('live-port', text, 0, 1, 65_535) }
  if (text !== undefined) throw new UsageError('--no-live and --live-port: one or the other')
  return null
}

/** Arguments without the options of watching: they change nothing that is measured, and are not to be repeated with it. */
export function withoutLive(args: readonly string[]): string[] {
  return args.filter((word, index) => {
    const isValue = args[index - 1] === '--live-port'
    return !isValue && word !== '--no-live' && word !== '--live-port' && !word.startsWith('--live-port=')
  })
}
