import { beforeEach, describe, expect, it } from '@jest/globals'
import { EXAMPLE_RESULT, exampleLiveTrial, secondAt } from '../example-live-trial.ts'
import type { LiveState } from '../live-events.ts'
import { LiveStore } from './live-store.js'
import { News } from './news.js'

const state = (): LiveState => ({
  title: 'study crash',
  strategies: ['inline', 'fifo'],
  planned: 2,
  doing: null,
  trials: [exampleLiveTrial(9)],
  points: [],
  control: null,
  links: [],
  over: false,
})
const DEATH = { process: 'portal', atS: 9.5, code: null, signal: 'SIGKILL', cause: 'killed' } as const

describe('what the page knows', () => {
  let store: LiveStore
  beforeEach(() => {
    store = new LiveStore()
    store.apply('state', state())
  })
  const { id: trialId } = exampleLiveTrial(0)

  it('grows second by second, each once', () => {
    store.apply('second', { trialId, second: secondAt(9) })
    store.apply('second', { trialId, second: secondAt(9) })
    expect(store.running!.seconds).toHaveLength(10)
  })

  it('starts anew with every state', () => {
    store.apply('second', { trialId, second: secondAt(9) })
    store.apply('state', { ...state(), title: 'up', trials: [] })
    expect(store.state!.title).toBe('up')
    expect(store.running).toBeNull()
  })

  it('knows no trial of which it was not told', () => {
    store.apply('second', { trialId: 'another', second: secondAt(9) })
    store.apply('exit', { trialId: 'another', exit: DEATH })
    expect(store.state).toEqual(state())
  })

  it('has the result when a trial is over, and where the report is at the end', () => {
    store.apply('trial', exampleLiveTrial(70, { result: EXAMPLE_RESULT }))
    expect(store.running).toBeNull()
    expect(store.state!.trials).toHaveLength(1)
    store.apply('over', { report: '/tmp/results/report.html' })
    expect(store.state!.over).toBe(true)
    expect(store.report).toBe('/tmp/results/report.html')
  })

  it('tells as news what happens after it has come, once, and never the figures of a second', () => {
    const told: string[] = []
    const news = new News((text) => told.push(text))
    news.catchUp(store)
    store.apply('second', { trialId, second: secondAt(9) })
    news.tell(store)
    expect(told).toEqual([])
    store.apply('exit', { trialId, exit: DEATH })
    news.tell(store)
    store.apply('second', { trialId, second: secondAt(10) })
    news.tell(store)
    news.tell(store)
    expect(told).toEqual(['portal died: killed from outside, SIGKILL', 'surge: 90 people a second, 3 × capacity'])
  })
})
