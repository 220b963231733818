import { describe, expect, it } from '@jest/globals'
import { COMMON, oneOf, parseOptions, peopleOption, seedOption } from './options.ts'

const parse = (...args: string[]) => parseOptions({ args, options: { ...COMMON, quick: { type: 'boolean' } } }).values

describe('options', () => {
  it('takes a negative number for a value, so that its range can be said', () => {
    expect(parse('--seed', '-1', '--quick')).toEqual({ seed: '-1', quick: true })
    expect(() => seedOption(parse('--seed', '-1').seed)).toThrow('--seed must be a whole number from 0 to 2147483647, not "-1"')
  })

  it('says all that is to know of a value that looks like an option, in one line', () => {
    expect(() => parse('--out', '--quick')).toThrow(
      /'--out' argument is ambiguous\. Did you forget .*'--out=-XYZ'.*options here: --out/,
    )
    expect(() => parse('--nonsense')).toThrow(/Unknown option '--nonsense'; options here/)
  })

  it('suggests the name that was meant, and lists them all', () => {
    expect(() => oneOf('strategy', 'fiffo', ['inline', 'fifo'])).toThrow(
      'unknown strategy "fiffo" (did you mean "fifo"?); choose one of: inline, fifo',
    )
    expect(() => oneOf('strategy', 'lottery', ['inline', 'fifo'])).toThrow('unknown strategy "lottery"; choose one of')
  })

  it('reads how many people, one number after the other', () => {
    expect(peopleOption('10, 50,15000')).toEqual([10, 50, 15_000])
    expect(() => peopleOption('10,,50')).toThrow(/--people must be a whole number from 1 to 15000, not ""/)
  })
})
