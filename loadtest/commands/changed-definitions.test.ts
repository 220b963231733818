import { describe, expect, it } from '@jest/globals'
import { loadStrategies } from '../../strategies/load-strategies.ts'
import { loadScenarios, loadStudies } from '../definitions.ts'
import { describeDifference } from '../records/differences.ts'
import { EXAMPLE_MANIFEST } from '../records/example-manifest.ts'
import { exampleTrial } from '../records/example-trial.ts'
import type { Manifest } from '../records/manifest.ts'
import { summariseTrial } from '../statistics/summarise-trial.ts'
import { changedDefinitions } from './changed-definitions.ts'

/** The manifest of `run smoke --strategy shed-on-depth --set maxWaitS=9`, as today's files would write it. */
async function manifestOfToday(): Promise<Manifest> {
  const smoke = (await loadScenarios()).get('smoke')!
  const strategy = (await loadStrategies()).get('shed-on-depth')!
  const options = strategy.options.parse({ maxWaitS: '9' }) as Record<string, unknown>
  const { name, summary, reference, durability } = strategy
  const strategies = [{ name, summary, reference, durability, options }]
  // As read from disk: JSON knows no undefined.
  return JSON.parse(
    JSON.stringify({ ...EXAMPLE_MANIFEST, command: 'run', envelope: smoke.envelope, scenarios: [smoke], strategies }),
  ) as Manifest
}
const trial = { ...summariseTrial(exampleTrial([])), strategy: 'shed-on-depth', options: { maxWaitS: '9' } }
const changes = async (manifest: Manifest) => (await changedDefinitions(manifest, [trial])).map(describeDifference)

describe('changed definitions', () => {
  it('are none as long as the files say the same', async () => {
    expect(await changes(await manifestOfToday())).toEqual([])
  })

  it('are named with both values: scenario, envelope, options, their defaults', async () => {
    const today = await manifestOfToday()
    const [smoke] = today.scenarios
    const [strategy] = today.strategies
    const patience = { ...smoke!, behaviour: { ...smoke!.behaviour, patienceS: 77 } }
    expect(await changes({ ...today, scenarios: [patience] })).toEqual(['scenarios.smoke.behaviour.patienceS: 77 against 5'])
    expect(await changes({ ...today, envelope: { ...today.envelope, heapMb: 1 } })).toEqual(['envelope.heapMb: 1 against 256'])
    const otherDefault = { ...strategy!, options: { ...strategy!.options, maxWaitS: 8 } }
    expect(await changes({ ...today, strategies: [otherDefault] })).toEqual([
      'strategies.shed-on-depth.options.maxWaitS: 8 against 9',
    ])
    expect(await changes({ ...today, scenarios: [{ ...smoke!, name: 'gone' }] })).toEqual([
      expect.stringMatching(/^scenarios\.gone: .* against nothing$/),
    ])
    expect(await changes({ ...today, strategies: [{ ...strategy!, name: 'gone' }] })).toEqual([
      'strategies.gone: "there was such a file" against nothing',
    ])
  })

  it('are named where the study judges by something else', async () => {
    const { primaryMetric, direction, minimumEffect, reference } = (await loadStudies()).get('crash')!
    const declared = { primaryMetric, direction, minimumEffect, reference, repeats: 1 }
    const today: Manifest = { ...(await manifestOfToday()), command: 'study', name: 'crash', study: declared }
    expect(await changes(today)).toEqual([])
    expect(await changes({ ...today, study: { ...declared, minimumEffect: 0.5 } })).toEqual([
      `study.minimumEffect: 0.5 against ${minimumEffect}`,
    ])
  })
})
