import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { UsageError } from '../commands/usage-error.ts'
import { EXAMPLE_MANIFEST } from '../records/example-manifest.ts'
import { exampleTrial } from '../records/example-trial.ts'
import { meanInterval95 } from './mean-interval.ts'
import { metricPaths } from './metric.ts'
import { summariseTrial } from './summarise-trial.ts'
import { parseThreshold, thresholdResults } from './thresholds.ts'
import type { TrialSummary } from './trial-summary.ts'

const blank = summariseTrial(exampleTrial([]))

/** One valid trial a figure, block after block. */
function blocks(strategy: string, figures: readonly (number | null)[], changed: Partial<TrialSummary> = {}): TrialSummary[] {
  return figures.map((during, index) => ({
    ...blank,
    id: `${strategy}-tiny-s${index + 1}-b${index + 1}`,
    strategy,
    scenario: 'tiny',
    block: index + 1,
    valid: true,
    permitGoodputPerS: { before: 30, during, after: 30 },
    ...changed,
  }))
}

const judge = (text: string, trials: readonly TrialSummary[]) => {
  const strategies = EXAMPLE_MANIFEST.strategies.filter(({ name }) => trials.some(({ strategy }) => strategy === name))
  return thresholdResults({ asserts: [text], scenarios: EXAMPLE_MANIFEST.scenarios, strategies }, trials)
}

describe('reading a threshold', () => {
  it('takes metric, comparator, limit, and a strategy before them', () => {
    expect(parseThreshold('permitGoodputPerS.during >= 90')).toEqual({
      text: 'permitGoodputPerS.during >= 90',
      strategy: null,
      metric: 'permitGoodputPerS.during',
      comparator: '>=',
      limit: 90,
    })
    expect(parseThreshold(' shed-on-depth-again:latencyMs.p99<1.5e3 ')).toMatchObject({
      strategy: 'shed-on-depth-again',
      metric: 'latencyMs.p99',
      comparator: '<',
      limit: 1500,
    })
  })

  it('reads back every metric, comparator and number', () => {
    const expression = fc.record({
      metric: fc.constantFrom(...metricPaths()),
      comparator: fc.constantFrom('>=' as const, '<=' as const, '>' as const, '<' as const),
      limit: fc.double({ noNaN: true, noDefaultInfinity: true }),
      space: fc.constantFrom('', ' ', '  '),
    })
    fc.assert(
      fc.property(expression, ({ metric, comparator, limit, space }) => {
        expect(parseThreshold(`${metric}${space}${comparator}${space}${limit}`)).toMatchObject({
          metric,
          comparator,
          limit: Number(String(limit)),
        })
      }),
    )
  })

  it('shows the grammar, or the metrics, for what it cannot read', () => {
    for (const text of [
      '',
      'pageOpened',
      'pageOpened >=',
      'pageOpened = 1',
      'pageOpened >= x',
      'a b >= 1',
      'pageOpened >= Infinity',
    ])
      expect(() => parseThreshold(text)).toThrow(/is no threshold; it is written: \[strategy:\] metric >= number/)
    expect(() => parseThreshold('goodput >= 1')).toThrow(UsageError)
    expect(() => parseThreshold('goodput >= 1')).toThrow(/no metric "goodput"; choose one of: .*permitGoodputPerS\.during/)
  })
})

describe('judging a threshold', () => {
  it('holds the mean of few trials against the limit, strategy by strategy', () => {
    const trials = [...blocks('fifo', [80, 100]), ...blocks('inline', [1, 2])]
    const [inline, fifo] = judge('permitGoodputPerS.during >= 90', trials)
    expect(fifo).toMatchObject({
      strategy: 'fifo',
      value: 90,
      ci95: null,
      judged: 'value',
      trials: 2,
      passed: true,
      reason: null,
    })
    expect(inline).toMatchObject({ strategy: 'inline', value: 1.5, passed: false, reason: null })
    expect(judge('fifo: permitGoodputPerS.during > 90', trials)).toMatchObject([{ strategy: 'fifo', passed: false }])
  })

  it('holds the harder end of the interval against the limit from 8 blocks up', () => {
    const eight = blocks('fifo', [88, 92, 90, 91, 89, 93, 87, 90])
    expect(judge('permitGoodputPerS.during >= 89', eight)).toMatchObject([{ value: 90, judged: 'lower bound', passed: false }])
    expect(judge('permitGoodputPerS.during >= 88', eight)).toMatchObject([{ passed: true }])
    expect(judge('permitGoodputPerS.during <= 91', eight)).toMatchObject([{ judged: 'upper bound', passed: false }])
    expect(judge('permitGoodputPerS.during <= 92', eight)).toMatchObject([{ passed: true }])
    expect(judge('permitGoodputPerS.during >= 89', eight.slice(1))).toMatchObject([{ judged: 'value', passed: true }])
  })

  it('fails what is not known, with the reason', () => {
    expect(judge('permitGoodputPerS.during >= 0', blocks('fifo', [5, null]))).toMatchObject([
      { value: null, passed: false, reason: 'not known in fifo-tiny-s2-b2' },
    ])
    const invalid = blocks('fifo', [5], { valid: false, invalidReasons: ['generator CPU 95 %'] })
    expect(judge('permitGoodputPerS.during >= 0', invalid)).toMatchObject([
      { trials: 0, value: null, passed: false, reason: 'no valid trial: generator CPU 95 %' },
    ])
  })

  it('leaves invalid trials out', () => {
    const [good, bad] = blocks('fifo', [90, 10])
    expect(judge('permitGoodputPerS.during >= 90', [good!, { ...bad!, valid: false }])).toMatchObject([
      { trials: 1, passed: true },
    ])
  })

  it("holds a scenario's own for its trials only, those of the command line for all", () => {
    const [tiny] = EXAMPLE_MANIFEST.scenarios
    const scenarios = [
      { ...tiny!, thresholds: ['fifo: permitGoodputPerS.during >= 90'] },
      { ...tiny!, name: 'other' },
    ]
    const strategies = EXAMPLE_MANIFEST.strategies.filter(({ name }) => name === 'inline' || name === 'fifo')
    const trials = [...blocks('fifo', [80]), ...blocks('inline', [80]), ...blocks('fifo', [80], { scenario: 'other' })]
    const results = thresholdResults({ asserts: ['permitGoodputPerS.during < 90'], scenarios, strategies }, trials)
    expect(results.map(({ scenario, strategy, passed }) => [scenario, strategy, passed])).toEqual([
      ['tiny', 'fifo', false],
      ['tiny', 'inline', true],
      ['tiny', 'fifo', true],
      ['other', 'inline', false],
      ['other', 'fifo', true],
    ])
    expect(results[3]).toMatchObject({ value: null, reason: 'no trial' })
  })
})

describe('interval of a mean', () => {
  // NIST/SEMATECH e-Handbook of Statistical Methods 1.3.5.2, data set ZARR13.DAT: n = 195, mean 9.261460, s 0.022789,
  // interval 9.258242 to 9.264679. The same n, mean and s from two values in equal parts and their centre.
  it('is the published one', () => {
    const spread = 0.022789
    const values = [...Array<number>(97).fill(9.26146 - spread), 9.26146, ...Array<number>(97).fill(9.26146 + spread)]
    const [low, high] = meanInterval95(values)
    expect(low).toBeCloseTo(9.258242, 5)
    expect(high).toBeCloseTo(9.264679, 5)
  })

  it('shifts and scales with the values, and is a point where they do not differ', () => {
    const figures = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 2, maxLength: 20 })
    fc.assert(
      fc.property(figures, fc.integer({ min: -50, max: 50 }), fc.integer({ min: 1, max: 9 }), (values, shift, scale) => {
        const [low, high] = meanInterval95(values)
        const [movedLow, movedHigh] = meanInterval95(values.map((value) => value * scale + shift))
        expect(movedLow).toBeCloseTo(low * scale + shift, 5)
        expect(movedHigh).toBeCloseTo(high * scale + shift, 5)
      }),
    )
    expect(meanInterval95([7, 7, 7])).toEqual([7, 7])
  })
})
