import { describe, expect, it } from '@jest/globals'
import { isAutomatic, riskOf } from '../../licensing/risk.ts'
import { BUSINESS_KINDS } from './business-kinds.ts'

describe('what citizens apply for', () => {
  it.each(BUSINESS_KINDS)('$kbli $scale: automatic $automatic, as licensing decides', ({ kbli, scale, automatic }) => {
    expect(isAutomatic(riskOf(kbli, scale).risk)).toBe(automatic)
  })
})
