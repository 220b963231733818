import { parseArgs, type ParseArgsConfig, type ParseArgsOptionsConfig } from 'node:util'
import { UsageError } from './usage-error.ts'

/** Options that every command takes. */
export const COMMON = {
  out: { type: 'string' },
  seed: { type: 'string' },
} as const satisfies ParseArgsOptionsConfig

/** node:util's parser, with our own sentence for what it refuses. @throws UsageError */
export function parseOptions<const T extends ParseArgsConfig>(config: T): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config)
  } catch (error) {
    const known = Object.keys(config.options ?? {}).map((name) => `--${name}`)
    throw new UsageError(`${firstSentence(error)}; options here: ${known.join(', ')}`)
  }
}

function firstSentence(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return message.split(/\. |\n/)[0] ?? message
}

/** `--name` as a whole number within bounds. @throws UsageError that names the option */
export function wholeNumber(name: string, text: string | undefined, fallback: number, min: number, max: number): number {
  if (text === undefined) return fallback
  const value = Number(text)
  if (text.trim() === '' || !Number.isInteger(value) || value < min || value > max) {
    throw new UsageError(`--${name} must be a whole number from ${min} to ${max}, not "${text}"`)
  }
  return value
}

/** Seed of everything random in a run; 0 .. 2^31 - 1. */
export function seedOption(text: string | undefined): number {
  return wholeNumber('seed', text, 1, 0, 2 ** 31 - 1)
}

/** One of `names`. @throws UsageError that lists the choices and, where one is near, suggests it */
export function oneOf(kind: string, name: string | undefined, names: readonly string[]): string {
  if (name === undefined) throw new UsageError(`which ${kind}? choose one of: ${names.join(', ')}`)
  if (!names.includes(name)) throw new UsageError(`unknown ${kind} "${name}"; choose one of: ${names.join(', ')}`)
  return name
}

/** `--set key=value`, any number of times. @throws UsageError */
export function settings(pairs: readonly string[] | undefined): Record<string, string> {
  return Object.fromEntries(
    (pairs ?? []).map((pair) => {
      const at = pair.indexOf('=')
      if (at < 1) throw new UsageError(`--set wants key=value, not "${pair}"`)
      return [pair.slice(0, at), pair.slice(at + 1)]
    }),
  )
}

/** The one word that a command takes. @throws UsageError when there are more */
export function onlyWord(positionals: readonly string[]): string | undefined {
  if (positionals.length > 1)
    throw new UsageError(`what does "${positionals[1]}" mean? one word is enough here; options begin with --`)
  return positionals[0]
}
