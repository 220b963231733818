import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { Random } from '../citizens/random.ts'
import type { AttemptRecord } from '../records/attempt-record.ts'
import { application, gaugeAt } from '../records/example-gauges.ts'
import { exampleTrial } from '../records/example-trial.ts'
import type { GaugeRecord } from '../records/gauge-record.ts'
import { balanceOf, type Interval, withIntervals } from './balance.ts'
import { littlesLawOf } from './littles-law.ts'

const LENGTH_S = 60

/** Poisson arrivals with exponential stays; every `together` seconds ten times as many come at the same moment, and go together. */
function visits(seed: number, ratePerS: number, meanS: number, together = Infinity): Interval[] {
  const random = new Random(seed, 'visits')
  const visits: Interval[] = []
  for (let atS = random.exponential(1 / ratePerS); atS < LENGTH_S; atS += random.exponential(1 / ratePerS))
    visits.push({ fromS: atS, toS: atS + random.exponential(meanS) })
  for (let atS = random.between(0, together); atS < LENGTH_S; atS += together) {
    const toS = atS + random.exponential(meanS)
    for (let n = 0; n < 10 * ratePerS; n++) visits.push({ fromS: atS, toS })
  }
  return visits
}

const thereAt = (visits: readonly Interval[], atS: number) => visits.filter(({ fromS, toS }) => fromS <= atS && atS < toS).length

/** Readings `everyS` apart, from a moment that has nothing to do with the visits. */
function read(visits: readonly Interval[], everyS: number, phase: number) {
  const readings = []
  for (let atS = phase * everyS; atS < LENGTH_S; atS += everyS) readings.push({ atS, value: thereAt(visits, atS) })
  return readings
}

const attempt = ({ fromS, toS }: Interval): AttemptRecord => ({
  citizen: 0,
  journey: 'visitor',
  step: 'page',
  attempt: 1,
  startMs: fromS * 1000,
  endMs: toS * 1000,
  outcome: 'ok',
  status: 200,
})

function clientSide(recorded: readonly Interval[], seen: readonly Interval[], phase: number) {
  const inFlight = read(seen, 0.1, phase).map(({ atS, value }) => ({ atMs: atS * 1000, requests: value }))
  return littlesLawOf({ ...exampleTrial([]), attempts: recorded.map(attempt), inFlight }).client
}

/** One scrape a second of a portal that has these inside; `seen` is what its gauge counts. */
function scrapes(recorded: readonly Interval[], seen: readonly Interval[], phase: number): GaugeRecord[] {
  return read(seen, 1, phase).map(({ atS, value }, second) => {
    const ended = recorded.filter(({ toS }) => toS <= atS)
    const open = recorded.filter(({ fromS, toS }) => fromS <= atS && atS < toS)
    return {
      ...gaugeAt(second),
      scrapeMs: 3,
      portalPid: 7,
      portalUptimeS: atS + 2,
      inFlight: value + 500,
      zombies: 500,
      requestsEnded: ended.length,
      requestsEndedS: ended.reduce((sum, { fromS, toS }) => sum + toS - fromS, 0),
      requestsOpenS: open.reduce((sum, { fromS }) => sum + atS - fromS, 0),
    }
  })
}

const serverSide = (gauges: GaugeRecord[]) => {
  const trial = exampleTrial([])
  return littlesLawOf({ ...trial, facts: { ...trial.facts, endedS: LENGTH_S }, gauges }).server
}

function queueSide(recorded: readonly Interval[], seen: readonly Interval[], phase: number) {
  const gauges = read(seen, 1, phase).map(({ atS, value }, second) => ({
    ...gaugeAt(second),
    backlogAtMs: atS * 1000,
    backlog: value,
  }))
  const applications = recorded.map(({ fromS, toS }) => application(fromS * 1000, toS > LENGTH_S ? null : toS * 1000))
  return littlesLawOf({ ...exampleTrial([]), gauges, applications }).queue
}

const scene = fc.record({
  seed: fc.nat(),
  ratePerS: fc.double({ min: 0.2, max: 40, noNaN: true }),
  meanS: fc.double({ min: 0.01, max: 15, noNaN: true }),
  together: fc.constantFrom(Infinity, 10, 25),
  phase: fc.double({ min: 0, max: 0.99, noNaN: true }),
})

describe("Little's law", () => {
  it('holds at all three places for whoever comes and however long they stay', () => {
    fc.assert(
      fc.property(scene, ({ seed, ratePerS, meanS, together, phase }) => {
        const people = visits(seed, ratePerS, meanS, together)
        expect(clientSide(people, people, phase)).toMatchObject({ holds: true, reason: null })
        const server = serverSide(scrapes(people, people, phase))
        expect(server.zombies).toBe(500)
        // Whoever comes in crowds between two scrapes is seen by nobody: then it cannot be told, but is never denied.
        if (server.holds === null) expect(server.reason).toMatch(/differ too much from reading to reading/)
        else expect(server.holds).toBe(true)
        expect(queueSide(people, people, phase)).toMatchObject({ holds: true })
      }),
      { numRuns: 60 },
    )
  })

  it('is sharp: the records are met to a few per cent, from readings that know nothing of them', () => {
    const people = visits(1, 30, 2)
    const client = clientSide(people, people, 0.3)
    expect(client.sampled! / client.recorded!).toBeCloseTo(1, 2)
    const queue = queueSide(people, people, 0.3)
    expect(queue.sampled! / queue.recorded!).toBeCloseTo(1, 1)
    expect(client.tolerance!).toBeLessThan(0.06 * client.recorded!)
    expect(queue.tolerance!).toBeLessThan(0.12 * queue.recorded!)
  })

  it.each([
    ['a tenth of the rows lost', (people: Interval[]) => people.filter((_, index) => index % 10 !== 0)],
    ['a tenth written twice', (people: Interval[]) => people.flatMap((one, index) => (index % 10 === 0 ? [one, one] : [one]))],
    ['times that begin 0.3 s late', (people: Interval[]) => people.map(({ fromS, toS }) => ({ fromS: fromS + 0.3, toS }))],
    [
      'a clock that runs 1.1 times as fast',
      (people: Interval[]) => people.map(({ fromS, toS }) => ({ fromS, toS: fromS + (toS - fromS) * 1.1 })),
    ],
  ])('does not hold with %s', (_, wrong) => {
    const people = visits(7, 40, 2)
    expect(clientSide(wrong(people), people, 0.5).holds).toBe(false)
  })

  it('does not hold in the portal when a fifth of the requests is not counted', () => {
    const people = visits(7, 40, 3)
    const gauges = scrapes(
      people.filter((_, index) => index % 5 !== 0),
      people,
      0.5,
    )
    expect(serverSide(gauges)).toMatchObject({ holds: false })
  })

  it('does not hold in the queue when rows are missing that were counted', () => {
    const people = visits(7, 40, 5)
    const left = people.filter((_, index) => index % 5 !== 0)
    expect(queueSide(left, people, 0.5)).toMatchObject({ holds: false })
  })

  it('judges a portal between its deaths and stalls, each life by itself', () => {
    const people = visits(3, 30, 2)
    const life = scrapes(people, people, 0.2)
    const died = life.map((gauge, second) => {
      if (second < 30) return gauge
      return {
        ...gauge,
        portalUptimeS: gauge.portalUptimeS! - 30,
        requestsEndedS: gauge.requestsEndedS! - life[29]!.requestsEndedS!,
      }
    })
    expect(serverSide(died)).toMatchObject({ holds: true })
    expect(serverSide(died).overS).toBeCloseTo(58, 0)
    const stalled = (untilS: number) => life.map((gauge, second) => (second >= 10 && second < untilS ? gaugeAt(second) : gauge))
    expect(serverSide(stalled(30)).overS).toBeCloseTo(38, 0)
    expect(serverSide(stalled(30))).toMatchObject({ holds: true })
    // What it agrees on in a third of the trial says nothing of the rest.
    expect(serverSide(stalled(50))).toMatchObject({
      holds: null,
      reason: 'the portal did not answer its scrapes: 18 of 60 s without a gap',
    })
  })

  describe('with a gauge that reads 0 now and then', () => {
    const people = visits(11, 40, 2.5)
    const scattered = (share: number) => (_: number, index: number) => (index * share) % 1 < share
    const inOneRun = (share: number) => (atS: number) => atS >= 20 && atS < 20 + share * LENGTH_S
    const failing = (everyS: number, dead: (atS: number, index: number) => boolean) =>
      read(people, everyS, 0.4).map((reading, index) => (dead(reading.atS, index) ? { ...reading, value: 0 } : reading))
    const judge = (readings: ReturnType<typeof read>) =>
      balanceOf(withIntervals(readings, people), { gapS: 2, ofS: LENGTH_S, otherwise: '' }).holds

    it.each([
      ['a quarter of the seconds', 1, scattered(0.25)],
      ['a third of the seconds', 1, scattered(1 / 3)],
      ['a quarter in one run', 1, inOneRun(0.25)],
      ['a tenth in one run, ten times a second', 0.1, inOneRun(0.1)],
    ])('does not hold: %s', (_, everyS, dead) => {
      expect(judge(failing(everyS, () => false))).toBe(true)
      expect(judge(failing(everyS, dead))).toBe(false)
    })

    it.each([
      ['scattered', scattered(0.25)],
      ['in one run', inOneRun(0.25)],
    ])('never vouches for a portal, of which only the gauge tells who was there: a quarter, %s', (_, dead) => {
      const gauges = scrapes(people, people, 0.4).map((gauge, index) =>
        dead(index, index) ? { ...gauge, inFlight: gauge.zombies } : gauge,
      )
      expect(serverSide(scrapes(people, people, 0.4)).holds).toBe(true)
      expect(serverSide(gauges).holds).not.toBe(true)
    })
  })

  it('is not judged where there was nothing to read, and says why', () => {
    const nothing = littlesLawOf(exampleTrial([]))
    expect(nothing.client).toMatchObject({ holds: null, sampled: null, reason: 'the generator did not read its sockets' })
    expect(nothing.server).toMatchObject({ holds: null, zombies: null, reason: 'nobody read the portal' })
    const silent = Array.from({ length: 60 }, (_, second) => gaugeAt(second))
    expect(serverSide(silent)).toMatchObject({
      holds: null,
      reason: 'the portal did not answer its scrapes: 0 s of readings without a gap',
    })
    const law = littlesLawOf({ ...exampleTrial([]), gauges: silent, applications: null })
    expect(law.queue.reason).toBe('PostgreSQL does not keep the times of commits')
  })

  it('has false alarms in less than one of a thousand trials of one reading a second', () => {
    let alarms = 0
    for (let seed = 0; seed < 1000; seed++) {
      const people = visits(seed, 5, 0.7, seed % 2 ? 20 : Infinity)
      const { holds } = balanceOf(withIntervals(read(people, 1, (seed % 97) / 97), people), {
        gapS: 2,
        ofS: LENGTH_S,
        otherwise: '',
      })
      const blind = withIntervals(read(people, 1, (seed % 97) / 97), people).map(({ there: _unknown, ...reading }) => reading)
      const portal = balanceOf(blind, { gapS: 2, ofS: LENGTH_S, otherwise: '' })
      if (holds === false || portal.holds === false) alarms += 1
    }
    expect(alarms).toBeLessThanOrEqual(1)
  })
})
