import { expect, it } from '@jest/globals'
import { nearName } from './near-name.ts'

const NAMES = ['inline', 'fifo', 'fast-lane', 'shed-on-depth', 'launch-day']

it.each([
  ['launchday', 'launch-day'],
  ['fiffo', 'fifo'],
  ['fast_lane', 'fast-lane'],
  ['inlien', 'inline'],
])('a slip of the finger, "%s", meant %s', (word, name) => expect(nearName(word, NAMES)).toBe(name))

it.each(['round-robin', '', 'x', 'of'])('"%s" is near nothing', (word) => expect(nearName(word, NAMES)).toBeUndefined())
