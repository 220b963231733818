import type { ParseArgsOptionsConfig } from 'node:util'
import type { LiveOptions } from '../live/watch.ts'
import { wholeNumber } from './options.ts'
import { UsageError } from './usage-error.ts'

/** Options of every command that measures: how it is watched. */
export const LIVE = {
  'live-port': { type: 'string' },
  'no-live': { type: 'boolean', default: false },
  'no-prometheus': { type: 'boolean', default: false },
} as const satisfies ParseArgsOptionsConfig

interface LiveValues {
  'live-port'?: string | undefined
  'no-live': boolean
  'no-prometheus': boolean
}

/** What was said about watching; null = neither a page nor Prometheus. @throws UsageError */
export function liveOption(values: LiveValues): LiveOptions | null {
  const text = values['live-port']
  const prometheus = !values['no-prometheus']
  if (!values['no-live']) return { port: wholeNumber('live-port', text, 0, 1, 65_535), prometheus }
  if (text !== undefined) throw new UsageError('--no-live and --live-port: one or the other')
  return prometheus ? { port: null, prometheus } : null
}

/** The same in words, for a command that another one is started with. */
export function liveWords(values: LiveValues): string[] {
  const port = values['live-port']
  return [
    ...(port === undefined ? [] : ['--live-port', port]),
    ...(values['no-live'] ? ['--no-live'] : []),
    ...(values['no-prometheus'] ? ['--no-prometheus'] : []),
  ]
}

/** Arguments without the options of watching, which are no part of the experiment; what watched a trial stands in its trial.json. */
export function withoutLive(args: readonly string[]): string[] {
  return args.filter((word, index) => {
    const isValue = args[index - 1] === '--live-port'
    return !isValue && !/^--(no-live|no-prometheus|live-port(=.*)?)$/.test(word)
  })
}
