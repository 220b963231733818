import { describe, expect, it } from '@jest/globals'
import { readOrder } from './study-order.ts'

const armsOf = async (...args: string[]) => (await readOrder(args)).arms.map(({ name }) => name)

describe('an order of a study', () => {
  it('takes names with spaces after the comma', async () => {
    expect(await armsOf('crash', '--strategies', 'fifo, inline')).toEqual(['fifo', 'inline'])
  })

  it.each([
    [['power', '--strategies', 'fifo,inline'], /"power" is a control of its own arms \(inline-tuned, inline-tuned-narrowed\)/],
    [['power', '--strategies', 'inline-tuned'], /"power" is a control of its own arms/],
    [['crash', '--quick', '--strategies', 'fifo'], /--quick chooses the strategies; it does not go with --strategies/],
    [['crash', '--quick', '--aa'], /it does not go with --aa/],
    [['crash', '--plan', '--strategies', 'fifo'], /--plan needs something to compare/],
    [['crash', '--seed', '2147483647', '--repeats', '2'], /--seed 2147483647 leaves no seeds.*at most 2147483646/],
    [['crash', '--seed', '2147483000', '--studies', '2'], /at most 2147482647/],
  ])('is refused before anything starts: %j', async (args, message) => {
    await expect(readOrder(args)).rejects.toThrow(message)
  })

  it('allows a control its own arms, and any strategy against itself', async () => {
    expect(await armsOf('power', '--strategies', 'inline-tuned,inline-tuned-narrowed')).toHaveLength(2)
    expect(await armsOf('power', '--aa', '--strategies', 'fifo')).toEqual(['fifo', 'fifo-again'])
    expect((await readOrder(['power', '--seed', '2147482640', '--repeats', '8', '--studies', '2'])).seed).toBe(2_147_482_640)
  })
})
