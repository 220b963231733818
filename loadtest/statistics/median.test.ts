import { describe, expect, it } from '@jest/globals'
import { median } from './median.ts'

describe('median', () => {
  it.each([
    [[], null],
    [[3], 3],
    [[9, 1], 5],
    [[9, 1, 2], 2],
    [[4, -1, 100, 2], 3],
  ])('of %p is %p', (values, middle) => expect(median(values)).toBe(middle))
})
