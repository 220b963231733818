import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { UslResult } from '../statistics/usl.ts'
import { readJson } from './json.ts'

/** capacity-order.json: what was asked. Raw; capacity.json derives from it, the trials and hammer.jsonl. */
export interface CapacityOrder {
  strategy: string
  options: Record<string, unknown>
  /** Where mix, behaviour and envelope come from. */
  scenario: string
  /** What a rate must meet, each as in `--assert`. */
  slo: readonly string[]
  /** Fresh trials that decide about a rate. */
  repeats: number
  /** The search ends when the lowest failing rate is at most this share above the highest that passes. */
  resolution: number
  /** Of each trial, s. */
  durationS: number
  seed: number
}

/** capacity.json: the highest arrival rate at which the promise is kept, what stood in the way, and what N people at once got. */
export interface CapacityRecord extends CapacityOrder {
  nominalCapacityPerS: number
  /** Share of the people who apply; the others only open pages. */
  applicantShare: number
  /** In ascending order of the rate. */
  rates: TriedRate[]
  knee: Knee
  binding: Binding
  /** null = people at once were not measured. */
  usl: UslResult | null
}

export interface TriedRate {
  /** People who arrive per second; not all of them apply. */
  ratePerS: number
  /** Most of the valid trials; null = undecided. */
  met: boolean | null
  trials: CapacityTrial[]
}

export interface CapacityTrial {
  id: string
  valid: boolean
  /** null = decides nothing: invalid, or too short to tell whether it would last. */
  met: boolean | null
  values: { metric: string; value: number | null; passed: boolean }[]
  /** Growth of the people on their way, as a share of arrivals: what comes in and does not go out; null = too short to tell. */
  growth: number | null
  /** Second from which the people on their way were steady (MSER); null = they never were. */
  steadyFromS: number | null
  /** Why it was not met, or does not count. */
  reasons: string[]
}

export interface Knee {
  /** Highest rate that passed with every lower one; null = none did. */
  ratePerS: number | null
  /** Of these, those who apply. */
  applicationsPerS: number | null
  /** The same against nominal capacity. */
  shareOfNominal: number | null
  /** Lowest rate that failed; null = none did. */
  failingPerS: number | null
  /** From the highest rate up to which all trials passed to the lowest from which all failed; null = no such rate. */
  interval: [number | null, number | null]
  /** Why there is no figure, or no upper end; null = both are known. */
  reason: string | null
}

export interface Binding {
  /** What was full when it first failed; null = nothing was, or nothing failed. */
  resource: string | null
  /** The trials that were looked at: at the highest rate that passed and the lowest that failed. */
  passing: { trial: string; readings: Reading[] } | null
  failing: { trial: string; readings: Reading[] } | null
}

/** How much of one resource was in use while people arrived. */
export interface Reading {
  resource: string
  /** 0..1; null = not known. */
  utilisation: number | null
  /** Whether there was nothing left of it. */
  full: boolean
  /** In words. */
  evidence: string
}

const ORDER_SCHEMA: z.ZodType<CapacityOrder> = z.looseObject({
  strategy: z.string(),
  options: z.record(z.string(), z.unknown()),
  scenario: z.string(),
  slo: z.array(z.string()).min(1),
  repeats: z.int().min(1),
  resolution: z.number().positive(),
  durationS: z.number().positive(),
  seed: z.int(),
})

/** Our own deriving wrote it; what is checked is that it is that file at all. */
const RECORD_SCHEMA = z.custom<CapacityRecord>(
  (value) => ORDER_SCHEMA.and(z.looseObject({ rates: z.array(z.unknown()), knee: z.object({}) })).safeParse(value).success,
  'not a capacity of this project: derive it again from the records',
)

export const ORDER_FILE = 'capacity-order.json'
export const CAPACITY_FILE = 'capacity.json'

/** null = the command was another one. */
export async function readCapacityOrder(dir: string): Promise<CapacityOrder | null> {
  const path = join(dir, ORDER_FILE)
  return existsSync(path) ? readJson(path, ORDER_SCHEMA) : null
}

/** null = the command was another one. */
export async function readCapacity(dir: string): Promise<CapacityRecord | null> {
  const path = join(dir, CAPACITY_FILE)
  return existsSync(path) ? readJson(path, RECORD_SCHEMA) : null
}
