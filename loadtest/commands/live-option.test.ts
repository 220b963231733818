import { expect, it } from '@jest/globals'
import { liveOption, withoutLive } from './live-option.ts'

it('reads how a command is watched', () => {
  expect(liveOption({ 'no-live': false })).toEqual({ port: 0 })
  expect(liveOption({ 'live-port': '8090', 'no-live': false })).toEqual({ port: 8090 })
  expect(liveOption({ 'no-live': true })).toBeNull()
})

it('names the option that is wrong', () => {
  expect(() => liveOption({ 'live-port': 'x', 'no-live': false })).toThrow(
    /--live-port must be a whole number from 1 to 65535, not "x"/,
  )
  expect(() => liveOption({ 'live-port': '8090', 'no-live': true })).toThrow(/--no-live and --live-port/)
})

it('leaves them out of what is to be repeated', () => {
  const args = ['smoke', '--live-port', '8090', '--strategy', 'fifo', '--live-port=1', '--no-live', '--seed', '7']
  expect(withoutLive(args)).toEqual(['smoke', '--strategy', 'fifo', '--seed', '7'])
})
