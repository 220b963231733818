import type { HammerRecord } from '../records/hammer-record.ts'
import { exampleCitizen, servedCitizen } from '../records/example-trial.ts'
import type { Manifest } from '../records/manifest.ts'
import type { ProcessExit } from '../records/trial-facts.ts'
import { exampleCrowd, writeExampleResults } from '../records/write-example-results.ts'
import type { Balance } from '../statistics/balance.ts'
import type { StudySummary } from '../statistics/study-summary.ts'
import type { ThresholdResult } from '../statistics/thresholds.ts'
import type { TrialSummary } from '../statistics/trial-summary.ts'
import { deriveAll } from './derive-all.ts'
import { readStudy, type Study } from './read-study.ts'

const DEATH: ProcessExit = {
  process: 'portal',
  pid: 7,
  atS: 31,
  code: 134,
  signal: null,
  cause: 'heap-out-of-memory',
  evidence: 'FATAL ERROR',
  unexpected: true,
}
const visitors = Array.from({ length: 30 }, (_, index) =>
  index % 3 === 0
    ? exampleCitizen({ journey: 'visitor', intendedMs: index * 1000 })
    : servedCitizen(index * 1000, index * 1000 + 200, { journey: 'visitor', acknowledgedMs: null }),
)
const people = (servedAfterMs: number, every: number) => [...exampleCrowd(servedAfterMs, every), ...visitors]
const BALANCE: Balance = { sampled: 3, recorded: 3, tolerance: 1, holds: true, overS: 60, reason: null }
const HAMMER: HammerRecord = {
  people: 10,
  strategy: 'inline',
  durationS: 10,
  pagesPerS: 9,
  permitsPerS: 2,
  outcomes: { ok: 90, rejected: 1, timedOut: 2, failed: 3, reset: 4, refused: 5 },
  sent: 106,
  unanswered: 1,
  invalidReasons: ['late'],
  deaths: [DEATH],
  autocannon: {
    requestsPerS: 1,
    requestsSent: 2,
    status2xx: 3,
    non2xx: 4,
    errors: 5,
    timeouts: 6,
    resets: 7,
    latencyP50Ms: 8,
    latencyP99Ms: 9,
  },
}

/** For tests: a study with something in every field, so that nothing is left unseen because it happens to be empty. @param dir empty */
export async function filledStudy(dir: string): Promise<Study> {
  // The first one is what is changed: the only one of its strategy and scenario, so that it is shown and no mean.
  const inOrder = [
    { strategy: 'fifo', block: 1, scenario: 'other' },
    { strategy: 'inline', block: 1, scenario: 'other' },
    { strategy: 'inline', block: 1, scenario: 'tiny' },
    { strategy: 'fifo', block: 1, scenario: 'tiny' },
    { strategy: 'fifo', block: 2, scenario: 'tiny' },
    { strategy: 'inline', block: 2, scenario: 'tiny' },
  ]
  writeExampleResults(
    dir,
    inOrder.map(({ strategy, block, scenario }, startedAt) => ({
      strategy,
      block,
      people: strategy === 'inline' ? people(4000, 2) : people(900, 7),
      facts: { scenario, startedAt, id: `${strategy}-${scenario}-b${block}` },
    })),
  )
  await deriveAll(dir)
  const derived = await readStudy(dir)
  return { ...derived, manifest: filledManifest(derived.manifest), summary: filledSummary(derived.summary) }
}

function filledManifest(manifest: Manifest): Required<Manifest> {
  const fault = { fault: 'registry-slow', atS: 5, untilS: 9 }
  const [scenario] = manifest.scenarios
  const [first, ...others] = manifest.strategies
  return {
    ...manifest,
    modified: true,
    resumedAt: ['2025-11-22T07:00:00.000Z'],
    asserts: ['pageOpened >= 0.5'],
    study: {
      primaryMetric: 'permitGoodputPerS.during',
      direction: 'higher',
      minimumEffect: 0.05,
      reference: 'inline',
      repeats: 8,
    },
    scenarios: [
      {
        ...scenario!,
        stages: [{ ...scenario!.stages[0]!, rateTo: 2 }, ...scenario!.stages.slice(1)],
        faults: [fault],
        thresholds: ['pageOpened >= 0.5'],
      },
      { ...scenario!, name: 'other' },
    ],
    strategies: [{ ...first!, strategy: 'inline', options: { maxWaitS: 4 }, faults: [fault] }, ...others],
  }
}

function filledSummary(summary: StudySummary): Required<StudySummary> {
  const [first, ...others] = summary.trials
  const several = summary.means!.find(({ trials }) => trials > 1)
  const metric = 'permitGoodputPerS.during'
  const base = { metric, scenario: 'tiny', blocks: 8, reason: null }
  const threshold: ThresholdResult = {
    text: 'pageOpened >= 0.5',
    strategy: 'inline',
    scenario: 'tiny',
    value: 0.6,
    ci95: [0.5, 0.7],
    judged: 'lower bound',
    trials: 8,
    passed: true,
    reason: null,
  }
  const ratio = { ratio: 2, ratioOfMeans: 2.1, ci95: [1.5, 3] as [number, number], ciAdjusted: [1.4, 3.2] as [number, number] }
  return {
    ...(summary as Required<StudySummary>),
    trials: [filledTrial(first!), ...others],
    means: [{ ...several!, figures: { pageOpened: { mean: 0.5, ci95: [0.4, 0.6] } } }],
    comparisons: [
      {
        ...base,
        ...ratio,
        a: 'fifo',
        b: 'inline',
        p: 0.01,
        pAdjusted: 0.02,
        minimumEffect: 0.05,
        verdict: 'a-better',
        judged: true,
      },
    ],
    best: [
      {
        ...base,
        direction: 'higher',
        ranks: [{ strategy: 'fifo', mean: 9, ofBestOther: [1, 2], place: 'best' }],
        unranked: [{ strategy: 'forgetful', reason: 'volatile' }],
      },
    ],
    invalidRates: [{ strategy: 'inline', scenario: 'tiny', invalid: 1, trials: 8, replaced: 1 }],
    thresholds: [threshold, { ...threshold, scenario: 'other' }],
    unreadable: ['trials/x: damaged'],
    citizens: summary.citizens!.toSorted((a, b) => b.blocks.length - a.blocks.length),
    hammer: [HAMMER],
  }
}

function filledTrial(trial: TrialSummary): Required<TrialSummary> {
  const { process, atS, code, signal, cause, evidence } = DEATH
  return {
    ...trial,
    options: { maxWaitS: 4 },
    attemptNo: 2,
    invalidReasons: ['late'],
    littlesLaw: { client: BALANCE, server: { ...BALANCE, zombies: 1 }, queue: BALANCE },
    crashes: [{ process, atS, code, signal, cause, evidence }],
    switchedByHand: [{ fault: 'redis-flushed', on: true, atS: 12 }],
    watched: { prometheus: '2.42.0', livePage: true, livePageClientsMax: 2 },
    recoveryS: null,
    recoveryCensoredAtS: 20,
  }
}
