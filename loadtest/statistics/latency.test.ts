import { describe, expect, it } from '@jest/globals'
import { exampleCitizen, servedCitizen } from '../records/example-trial.ts'
import { latencyMs, pageLatencyOf, timeToPermitS } from './latency.ts'

describe('latency to the acknowledgement', () => {
  it('counts those who gave up with the time they waited, and leaves the rejected out', () => {
    const people = [
      servedCitizen(0, 5000, { acknowledgedMs: 100 }),
      servedCitizen(1000, 5000, { acknowledgedMs: 1200 }),
      exampleCitizen({ intendedMs: 2000, finishedMs: 22_000, ending: 'error' }),
      exampleCitizen({ intendedMs: 2000, finishedMs: 2010, ending: 'rejected' }),
      exampleCitizen({ ending: 'not-sent' }),
    ]
    // Three significant digits: 20,000 falls into the bucket that ends at 20,015.
    expect(latencyMs(people)).toEqual({
      p50: 200,
      p90: 20_015,
      p95: 20_015,
      p99: 20_015,
      max: 20_015,
      count: 3,
      censored: 1,
      censoredFromMs: 20_000,
    })
  })

  it('is unknown when there is nobody to measure', () => {
    expect(latencyMs([exampleCitizen({ ending: 'rejected' })])).toEqual({
      p50: null,
      p90: null,
      p95: null,
      p99: null,
      max: null,
      count: 0,
      censored: 0,
      censoredFromMs: null,
    })
  })
})

describe('latency to the page', () => {
  it('is that of visitors: those who gave up count, those turned away do not', () => {
    const visitor = { journey: 'visitor', acknowledgedMs: null }
    const people = [
      servedCitizen(0, 300, visitor),
      exampleCitizen({ ...visitor, intendedMs: 1000, finishedMs: 9000 }),
      exampleCitizen({ ...visitor, ending: 'rejected' }),
    ]
    expect(latencyMs(people, pageLatencyOf)).toMatchObject({ p50: 300, count: 2, censored: 1, censoredFromMs: 8000 })
  })
})

describe('time to the permit', () => {
  it('is taken over everybody who came: a percentile among those who never saw theirs is unknown', () => {
    const people = [2, 4, 6].map((s) => servedCitizen(1000, 1000 + s * 1000))
    expect(timeToPermitS(people)).toEqual({ p50: 4, p95: 6, p99: 6 })
    expect(timeToPermitS([...people, exampleCitizen()])).toEqual({ p50: 4, p95: null, p99: null })
    expect(timeToPermitS([...people, ...Array.from({ length: 7 }, () => exampleCitizen())])).toEqual({
      p50: null,
      p95: null,
      p99: null,
    })
    expect(timeToPermitS([])).toEqual({ p50: null, p95: null, p99: null })
  })
})
