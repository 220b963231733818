import { expect, it } from '@jest/globals'
import { exampleSecond } from '../trials/example-second.ts'
import { observeTogether } from './observe-together.ts'

it('tells everybody in order, and keeps the trouble of one from the others', () => {
  const heard: string[] = []
  const troubles: unknown[] = []
  const broken = {
    second() {
      throw new Error('the page is full')
    },
  }
  const all = observeTogether(
    [
      { second: () => heard.push('terminal') },
      broken,
      { second: () => heard.push('metrics'), phase: (text) => heard.push(text) },
    ],
    (error) => troubles.push(error),
  )
  all.second(exampleSecond({ second: 0 }))
  all.phase('audit')
  expect(heard).toEqual(['terminal', 'metrics', 'audit'])
  expect(troubles).toEqual([new Error('the page is full')])
})

it('is known to have watched by the first of them who knows', () => {
  const watched = { prometheus: null, livePage: true, livePageClientsMax: 2 }
  expect(observeTogether([{}, { watched: () => watched }], () => undefined).watched?.()).toEqual(watched)
  expect(observeTogether([{}], () => undefined).watched?.()).toBeNull()
})
