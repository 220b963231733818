import { expect, it } from '@jest/globals'
import { liveOption, liveWords, withoutLive } from './live-option.ts'

const BOTH = { 'no-live': false, 'no-prometheus': false }

it('reads how a command is watched', () => {
  expect(liveOption(BOTH)).toEqual({ port: 0, prometheus: true })
  expect(liveOption({ ...BOTH, 'live-port': '8090' })).toEqual({ port: 8090, prometheus: true })
  expect(liveOption({ ...BOTH, 'no-prometheus': true })).toEqual({ port: 0, prometheus: false })
  expect(liveOption({ ...BOTH, 'no-live': true })).toEqual({ port: null, prometheus: true })
  expect(liveOption({ 'no-live': true, 'no-prometheus': true })).toBeNull()
})

it('names the option that is wrong', () => {
  expect(() => liveOption({ ...BOTH, 'live-port': 'x' })).toThrow(/--live-port must be a whole number from 1 to 65535, not "x"/)
  expect(() => liveOption({ ...BOTH, 'live-port': '8090', 'no-live': true })).toThrow(/--no-live and --live-port/)
})

it('leaves them out of what is to be repeated', () => {
  const args = [
    'smoke',
    '--live-port',
    '8090',
    '--strategy',
    'fifo',
    '--live-port=1',
    '--no-live',
    '--no-prometheus',
    '--seed',
    '7',
  ]
  expect(withoutLive(args)).toEqual(['smoke', '--strategy', 'fifo', '--seed', '7'])
})

it('passes them on as they were said', () => {
  expect(liveWords(BOTH)).toEqual([])
  expect(liveWords({ ...BOTH, 'live-port': '8090', 'no-prometheus': true })).toEqual(['--live-port', '8090', '--no-prometheus'])
  expect(liveWords({ ...BOTH, 'no-live': true })).toEqual(['--no-live'])
})
