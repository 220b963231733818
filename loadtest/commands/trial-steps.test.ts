import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { loadStrategies } from '../../strategies/load-strategies.ts'
import { EXAMPLE_MANIFEST } from '../records/example-manifest.ts'
import { writeExampleResults, type WrittenTrial } from '../records/write-example-results.ts'
import { UNWATCHED } from '../live/watch.ts'
import type { Laboratory } from '../trials/laboratory.ts'
import type { TrialObserver } from '../trials/observer.ts'
import { chosenStrategies } from './chosen-strategies.ts'
import { TrialSteps } from './trial-steps.ts'

const SCENARIO = EXAMPLE_MANIFEST.scenarios[0]!
const FIRST: WrittenTrial = { strategy: 'fifo' }
const INVALID: WrittenTrial = { strategy: 'fifo', facts: { measurementFaults: ['the clock jumped by 200 ms'] } }
const SECOND: WrittenTrial = { strategy: 'fifo', facts: { id: 'fifo-tiny-s1-b1-r2', attemptNo: 2 } }
const SILENT: TrialObserver = { phase: () => undefined, second: () => undefined, exit: () => undefined }
/** No trial can be run in it: whoever tries fails. */
const NO_LABORATORY = {} as Laboratory

describe('a step of a study', () => {
  let dir: string
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'steps-'))
  })
  afterEach(() => rmSync(dir, { recursive: true }))

  async function step(
    trials: WrittenTrial[],
    { reRun, stop = new AbortController().signal }: { reRun: boolean; stop?: AbortSignal },
  ) {
    writeExampleResults(dir, trials)
    const [fifo] = chosenStrategies(['fifo'], await loadStrategies(), {}, SCENARIO.envelope)
    return new TrialSteps(NO_LABORATORY, SCENARIO, { directory: dir, watch: UNWATCHED, stop })
      .step('fifo', fifo!, 1, 1, { reRun })
      .run(SILENT)
  }

  it('runs a valid trial once', async () => {
    expect(await step([FIRST], { reRun: true })).toMatch(/^permit within 30 s: 60 of 70[^;]*$/)
  })

  it('shows an invalid one with its reason, and its re-run', async () => {
    const line = await step([INVALID, SECOND], { reRun: true })
    expect(line).toMatch(/^permit.*INVALID \(the clock jumped by 200 ms\); again: permit[^;]*$/)
  })

  it('runs an invalid one again when the re-run is not there, and only where that is wanted', async () => {
    await expect(step([INVALID], { reRun: true })).rejects.toThrow(TypeError)
    expect(await step([INVALID], { reRun: false })).toMatch(/INVALID/)
  })

  it('runs it no third time', async () => {
    const again = { ...SECOND, facts: { ...SECOND.facts, measurementFaults: ['once more'] } }
    expect(await step([INVALID, again], { reRun: true })).toMatch(/; again: .*INVALID \(once more\)$/)
  })

  it('runs nothing when the lab was stopped', async () => {
    expect(await step([INVALID], { reRun: true, stop: AbortSignal.abort() })).toBe('not run')
  })
})
