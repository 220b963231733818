import { parseArgs, type ParseArgsConfig, type ParseArgsOptionsConfig } from 'node:util'
import { parseThreshold } from '../statistics/thresholds.ts'
import { nearName } from './near-name.ts'
import { UsageError } from './usage-error.ts'

/** Options of every command that makes something. */
export const COMMON = {
  out: { type: 'string' },
  seed: { type: 'string' },
} as const satisfies ParseArgsOptionsConfig

/** Of the commands that judge: thresholds, any number of them. */
export const ASSERT = { assert: { type: 'string', multiple: true } } as const satisfies ParseArgsOptionsConfig

/** node:util's parser, with our own sentence for what it refuses. @throws UsageError */
export function parseOptions<const T extends ParseArgsConfig>(config: T): ReturnType<typeof parseArgs<T>> {
  try {
    const read: T = { ...config, args: withNegatives(config.args ?? []) }
    return parseArgs(read)
  } catch (error) {
    const known = Object.keys(config.options ?? {}).map((name) => `--${name}`)
    throw new UsageError(`${firstSentence(error)}; options here: ${known.join(', ')}`)
  }
}

/** `--seed -1` is a number that is out of range, not a forgotten value and an option `-1`. */
function withNegatives(args: readonly string[]): string[] {
  const joined: string[] = []
  for (const word of args) {
    if (/^-\d/.test(word) && /^--[^=]+$/.test(joined.at(-1) ?? '')) joined.push(`${joined.pop()}=${word}`)
    else joined.push(word)
  }
  return joined
}

/** Of a value that begins with a dash everything that node says, else the first sentence. */
function firstSentence(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return message.includes('ambiguous') ? message.replaceAll(/\.?\s*\n/g, '. ') : (message.split(/\. |\n/)[0] ?? message)
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

/** What a random stream can be begun with. */
export const LARGEST_SEED = 2 ** 31 - 1

/** Seed of everything random in a run; 0 .. 2^31 - 1. */
export function seedOption(text: string | undefined): number {
  return wholeNumber('seed', text, 1, 0, LARGEST_SEED)
}

/** One process of people; beyond it ports and files run out. */
const MOST_PEOPLE = 15_000

/** `--people 10,50,...`: how many at once, one number after the other. @throws UsageError */
export function peopleOption(text: string): number[] {
  return text.split(',').map((part) => wholeNumber('people', part.trim(), 0, 1, MOST_PEOPLE))
}

/** One of `names`. @throws UsageError that lists the choices and, where one is near, suggests it */
export function oneOf(kind: string, name: string | undefined, names: readonly string[]): string {
  if (name === undefined) throw new UsageError(`which ${kind}? choose one of: ${names.join(', ')}`)
  if (names.includes(name)) return name
  const near = nearName(name, names)
  const meant = near === undefined ? '' : ` (did you mean "${near}"?)`
  throw new UsageError(`unknown ${kind} "${name}"${meant}; choose one of: ${names.join(', ')}`)
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

/**
 * `--assert 'permitGoodputPerS.during >= 90'`, any number of times; undefined = none.
 * @param strategies the arms that are measured
 * @throws UsageError for what is no threshold, or one of a strategy that is not measured
 */
export function assertsOption(texts: readonly string[] | undefined, strategies: readonly string[]): string[] | undefined {
  return texts?.map((written) => {
    const { text, strategy } = parseThreshold(written)
    if (strategy !== null && !strategies.includes(strategy)) {
      throw new UsageError(`--assert "${text}": "${strategy}" is not measured here; choose one of: ${strategies.join(', ')}`)
    }
    return text
  })
}
