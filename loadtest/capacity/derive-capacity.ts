import { join } from 'node:path'
import { CAPACITY_FILE, type CapacityRecord, type Reading, readCapacityOrder } from '../records/capacity-record.ts'
import { type HammerRecord, readHammer } from '../records/hammer-record.ts'
import { writeJson } from '../records/json.ts'
import { type Manifest, readManifest } from '../records/manifest.ts'
import { readTrials } from '../records/read-trials.ts'
import { readTrialRecords } from '../records/trial-records.ts'
import { visitorJourneys } from '../statistics/fates.ts'
import { summariseTrial } from '../statistics/summarise-trial.ts'
import { parseThreshold, type Threshold } from '../statistics/thresholds.ts'
import type { TrialSummary } from '../statistics/trial-summary.ts'
import { fitUsl, type UslResult } from '../statistics/usl.ts'
import { bindingOf, kneeOf, type Tried, triedRates } from './capacity-of.ts'
import { capacityTrial, SETTLE_S } from './capacity-trial.ts'
import { resourceReadings } from './resource-readings.ts'

/**
 * Writes capacity.json from capacity-order.json, manifest.json, `trials/` and hammer.jsonl; the same files give the same bytes.
 * @returns null when the directory holds no search for capacity
 */
export async function deriveCapacity(dir: string): Promise<CapacityRecord | null> {
  const order = await readCapacityOrder(dir)
  if (order === null) return null
  const manifest = await readManifest(dir)
  const { nominalCapacityPerS } = manifest
  const slo = order.slo.map(parseThreshold)
  const { trials: judged } = await readTrials(dir, (trialDir) => judgeTrial(trialDir, slo))
  judged.sort((a, b) => a.startedAt - b.startedAt || a.trial.id.localeCompare(b.trial.id))

  const applicantShare = applicantShareOf(manifest)
  const rates = triedRates(judged, order.repeats)
  const knee = kneeOf(rates, applicantShare, nominalCapacityPerS)
  const readings = new Map(judged.map((one) => [one.trial.id, one.readings]))
  const record: CapacityRecord = {
    ...order,
    nominalCapacityPerS,
    applicantShare,
    rates,
    knee,
    binding: bindingOf(rates, knee, readings),
    usl: peopleAtOnce(await readHammer(dir), order.seed),
  }
  writeJson(join(dir, CAPACITY_FILE), record)
  return record
}

export interface JudgedTrial extends Tried {
  startedAt: number
  readings: Reading[]
  summary: TrialSummary
}

/** One trial of the search from its raw records. */
export async function judgeTrial(trialDir: string, slo: readonly Threshold[]): Promise<JudgedTrial> {
  const records = await readTrialRecords(trialDir)
  const summary = summariseTrial(records)
  const { stages, envelope, startedAt } = records.facts
  const { strategy, scenario, seed, block, attemptNo, valid } = summary
  const { slots, serviceMs } = envelope.agency
  const toS = stages.reduce((sum, stage) => sum + stage.durationS, 0)
  return {
    // The scenario was made from a rate of three digits.
    ratePerS: Number(((stages[0]!.rate * slots * 1000) / serviceMs).toPrecision(3)),
    startedAt,
    strategy,
    scenario,
    seed,
    block,
    ...(attemptNo === undefined ? {} : { attemptNo }),
    valid,
    trial: capacityTrial(records, summary, slo),
    readings: resourceReadings(records, summary, { fromS: SETTLE_S, toS }),
    summary,
  }
}

/** null = nobody measured it, which is something else than measurements that are good for nothing. */
function peopleAtOnce(points: readonly HammerRecord[], seed: number): UslResult | null {
  if (points.length === 0) return null
  const valid = points.filter(({ invalidReasons }) => invalidReasons.length === 0)
  if (valid.length === 0) return { fit: null, refused: `all ${points.length} points are invalid` }
  const applied = valid.flatMap(({ people, permitsPerS }) => (permitsPerS === null ? [] : { people, throughput: permitsPerS }))
  return applied.length === 0 ? { fit: null, refused: 'nobody applied at any point' } : fitUsl(applied, seed)
}

function applicantShareOf({ scenarios }: Manifest): number {
  const visitors = visitorJourneys({})
  const shares = Object.entries(scenarios[0]?.mix ?? {}).filter(([journey]) => !visitors.has(journey))
  return Number(shares.reduce((sum, [, share]) => sum + share, 0).toPrecision(12))
}
