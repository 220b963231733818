import { describe, expect, it } from '@jest/globals'
import { exampleSecond } from '../trials/example-second.ts'
import type { LiveEvents, LiveResult } from './live-events.ts'
import { LiveFeed } from './live-feed.ts'

const TRIAL = {
  id: 'fifo-smoke-s1-b1',
  strategy: 'fifo',
  scenario: 'smoke',
  seed: 1,
  block: 1,
  nominalCapacityPerS: 30,
  stages: [{ name: 'surge', durationS: 6, rate: 1.5 }],
  faults: [],
  limits: { heapMb: null, connections: null },
}
const RESULT: LiveResult = {
  valid: true,
  invalidReasons: [],
  permitGoodputPerS: { before: null, during: 20, after: null },
  servedShareDuring: 0.5,
  citizens: { scheduled: 10, served: 5, late: 0, waiting: 0, turnedAway: 5, gaveUp: 0, notSent: 0 },
  p99Ms: 100,
  pageOpened: null,
  recoveryS: null,
  crashes: 0,
}
const EXIT = { process: 'portal', atS: 3, code: null, signal: 'SIGABRT', cause: 'heap-out-of-memory' } as const

function feed() {
  const live = new LiveFeed({ title: 'run smoke-fifo', strategies: ['fifo'], planned: 1 })
  const heard: [keyof LiveEvents, unknown][] = []
  live.subscribe((event, data) => heard.push([event, structuredClone(data)]))
  return { live, heard }
}

describe('what the live page is told', () => {
  it('is told as it happens, and stands in the state for whoever comes later', () => {
    const { live, heard } = feed()
    live.begin(TRIAL)
    live.phase(TRIAL.id, 'warming up')
    expect(live.state.trials[0]!.phase).toBe('warming up')
    live.second(TRIAL.id, exampleSecond({ second: 0 }))
    const raw = { ...EXIT, evidence: 'not for the page' }
    live.exit(TRIAL.id, raw)
    live.finish(TRIAL, RESULT)
    live.over('/results/report.html')
    expect(heard.map(([event]) => event)).toEqual(['trial', 'phase', 'second', 'exit', 'trial', 'over'])
    expect(heard[3]![1]).toEqual({ trialId: TRIAL.id, exit: EXIT })
    expect(live.state.trials).toHaveLength(1)
    expect(live.state.trials[0]).toMatchObject({ ...TRIAL, phase: null, exits: [EXIT], result: RESULT, brokenOff: null })
    expect(live.state.trials[0]!.seconds).toHaveLength(1)
    expect(live.state.over).toBe(true)
  })

  it('says that people come no more once something is done after the stages', () => {
    const { live } = feed()
    live.begin(TRIAL)
    live.second(TRIAL.id, exampleSecond({ second: 0 }))
    expect(live.state.trials[0]!.phase).toBeNull()
    live.phase(TRIAL.id, 'audit')
    expect(live.state.trials[0]!.phase).toBe('audit')
  })

  it('keeps the seconds of the latest trials, and every result', () => {
    const { live } = feed()
    for (let block = 1; block <= 4; block++) {
      const trial = { ...TRIAL, id: `trial-${block}`, block }
      live.begin(trial)
      for (let second = 0; second < 900; second++) live.second(trial.id, exampleSecond({ second }))
      if (block < 4) live.finish(trial, RESULT)
    }
    const { trials } = live.state
    expect(trials.map(({ seconds }) => seconds.length)).toEqual([0, 0, 900, 900])
    expect(trials.map(({ result }) => result !== null)).toEqual([true, true, true, false])
  })

  it('loses the first seconds of a trial that is longer than what is kept', () => {
    const { live } = feed()
    live.begin(TRIAL)
    for (let second = 0; second < 2500; second++) live.second(TRIAL.id, exampleSecond({ second }))
    const [trial] = live.state.trials
    expect(trial!.seconds).toHaveLength(2000)
    expect(trial!.seconds[0]!.second).toBe(500)
  })

  it('keeps a bounded number of the deaths of a crash loop', () => {
    const { live, heard } = feed()
    live.begin(TRIAL)
    for (let death = 0; death < 300; death++) live.exit(TRIAL.id, EXIT)
    expect(live.state.trials[0]!.exits).toHaveLength(200)
    expect(heard.filter(([event]) => event === 'exit')).toHaveLength(300)
  })

  it('draws faults that were switched by hand beside those of the timeline', () => {
    const { live } = feed()
    const planned = { fault: 'redis-flushed', atS: 2, untilS: 2, byHand: false }
    live.begin({ ...TRIAL, faults: [planned] })
    live.faultSwitched(TRIAL.id, { fault: 'registry-slow', on: true, atS: 3, momentary: false })
    expect(live.state.trials[0]!.faults).toEqual([planned, { fault: 'registry-slow', atS: 3, untilS: null, byHand: true }])
    live.faultSwitched(TRIAL.id, { fault: 'registry-slow', on: false, atS: 5, momentary: false })
    live.faultSwitched(TRIAL.id, { fault: 'worker-killed', on: true, atS: 6, momentary: true })
    const byHand = [
      { fault: 'registry-slow', atS: 3, untilS: 5, byHand: true },
      { fault: 'worker-killed', atS: 6, untilS: 6, byHand: true },
    ]
    expect(live.state.trials[0]!.faults).toEqual([planned, ...byHand])
    live.finish(TRIAL, RESULT)
    expect(live.state.trials[0]!.faults).toEqual([planned, ...byHand])
  })

  it('takes in a trial of an earlier session, and one that broke off', () => {
    const { live } = feed()
    live.finish(TRIAL, RESULT)
    live.begin({ ...TRIAL, id: 'other' })
    live.breakOff('other', 'the portal did not start')
    expect(live.state.trials.map(({ id, result, brokenOff }) => [id, result?.crashes, brokenOff])).toEqual([
      [TRIAL.id, 0, null],
      ['other', undefined, 'the portal did not start'],
    ])
  })

  it('says nothing of trials that nobody announced, and nothing to those who left', () => {
    const { live, heard } = feed()
    live.second('unknown', exampleSecond({ second: 0 }))
    live.phase('unknown', 'lost')
    expect(heard).toEqual([])
    const later: string[] = []
    live.subscribe((event) => later.push(event))()
    live.doing('act 1')
    expect(later).toEqual([])
    expect(live.state.doing).toBe('act 1')
  })
})
