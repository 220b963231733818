import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { CitizenRecord } from '../records/citizen-record.ts'
import { exampleTrial } from '../records/example-trial.ts'
import { timelineOf } from '../statistics/timeline.ts'
import { LATENCY_BOUNDS_MS, LatencyCounts } from './latency-counts.ts'
import { TrialRecord } from './trial-record.ts'
import { unsentRow } from './unsent-row.ts'

describe('latency counts', () => {
  it('put a latency at its bound below it, and the longest beyond all', () => {
    const counts = new LatencyCounts()
    for (const ms of [0, 5, 5.001, 30_000, 30_000.1]) counts.record(ms)
    const { latencyCounts, latencySumMs } = counts.take()
    expect(latencyCounts).toHaveLength(LATENCY_BOUNDS_MS.length + 1)
    expect(latencyCounts.slice(0, 2)).toEqual([2, 1])
    expect(latencyCounts.slice(-2)).toEqual([1, 1])
    expect(latencySumMs).toBeCloseTo(60_010.101)
    expect(counts.take()).toEqual({ latencyCounts: latencyCounts.map(() => 0), latencySumMs: 0 })
  })
})

describe('what is counted in a second', () => {
  let directory: string
  let record: TrialRecord
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'antrean-record-'))
    record = new TrialRecord(directory, new Set(['visitor']))
  })
  afterEach(() => {
    record.close()
    rmSync(directory, { recursive: true })
  })

  const row = (changes: Partial<CitizenRecord>): CitizenRecord => ({
    ...unsentRow({ citizen: 1, journey: 'returning-applicant', stage: 'surge', atMs: 1000 }, 5000),
    ...changes,
  })
  /** As the driver tells of somebody who saw her permit: her row says how she ended only afterwards. */
  function sees(changes: Partial<CitizenRecord>): void {
    record.result(row(changes))
    record.finished(row({ ...changes, ending: 'result' }))
  }

  it('of those who came for a permit each once, by what became of her; visitors apart', () => {
    sees({ acknowledgedMs: 1100, resultMs: 31_000 })
    sees({ acknowledgedMs: 1100, resultMs: 31_000.1 })
    sees({ journey: 'visitor', resultMs: 1200 })
    record.finished(row({ ending: 'rejected' }))
    record.finished(row({ ending: 'error' }))
    record.finished(row({ ending: 'waiting', acknowledgedMs: 1500 }))
    record.finished(row({ ending: 'not-sent' }))
    record.finished(row({ ending: 'rejected', journey: 'visitor' }))
    record.finished(row({ ending: 'error', journey: 'visitor' }))
    expect(record.second.take()).toMatchObject({
      results: 2,
      served: 1,
      late: 1,
      pages: 1,
      pagesMissed: 2,
      turnedAway: 1,
      gaveUp: 1,
      waiting: 1,
      notSent: 1,
    })
    expect(record.second.take()).toMatchObject({ results: 0, served: 0, turnedAway: 0, waiting: 0 })
  })

  it('latencies as percentiles and between bounds, from the intended start', () => {
    record.acknowledged(row({ acknowledgedMs: 1040 }))
    record.acknowledged(row({ acknowledgedMs: 1400 }))
    const { acknowledged, p50Ms, p99Ms, latencyCounts, latencySumMs } = record.second.take()
    expect(acknowledged).toBe(2)
    expect(p50Ms).toBeCloseTo(40, 0)
    expect(p99Ms).toBeCloseTo(400, 0)
    expect(latencyCounts.reduce((sum, count) => sum + count, 0)).toBe(2)
    expect(latencySumMs).toBe(440)
    expect(record.second.take()).toMatchObject({ p50Ms: null, p99Ms: null, latencySumMs: 0 })
  })

  it('whoever gives up counts among the percentiles with what she waited at least, as in timeline.csv, and not among the answers', () => {
    const answered = row({ intendedMs: 29_000, acknowledgedMs: 29_040, resultMs: 29_900, ending: 'result' })
    const gaveUp = row({ intendedMs: 5000, finishedMs: 29_098, ending: 'error' })
    record.acknowledged(answered)
    record.finished(answered)
    record.finished(gaveUp)
    // A fast no is no latency, and a visitor has none of her own here.
    record.finished(row({ intendedMs: 29_000, finishedMs: 29_001, ending: 'rejected' }))
    record.finished(row({ intendedMs: 0, finishedMs: 29_001, ending: 'error', journey: 'visitor' }))
    const { gaveUp: people, p50Ms, p99Ms, latencyCounts, latencySumMs } = record.second.take()
    const written = timelineOf(exampleTrial([answered, gaveUp]))[29]!
    expect(people).toBe(1)
    expect(written).toMatchObject({ p50Ms: 40, p99Ms: 24_098 })
    expect(p50Ms! / written.p50Ms!).toBeCloseTo(1, 2)
    expect(p99Ms! / written.p99Ms!).toBeCloseTo(1, 2)
    expect(latencyCounts.reduce((sum, count) => sum + count, 0)).toBe(1)
    expect(latencySumMs).toBe(40)
  })

  it('a second in which nobody is answered has percentiles all the same', () => {
    record.finished(row({ intendedMs: 0, finishedMs: 20_000, ending: 'error' }))
    const { p50Ms, p99Ms, latencySumMs } = record.second.take()
    expect(p50Ms! / 20_000).toBeCloseTo(1, 2)
    expect(p99Ms! / 20_000).toBeCloseTo(1, 2)
    expect(latencySumMs).toBe(0)
  })
})
