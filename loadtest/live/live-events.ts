import type { ProcessExit } from '../records/trial-facts.ts'
import type { Stage } from '../scenarios/scenario.ts'
import type { TrialSecond } from '../trials/observer.ts'

/**
 * What the live page is told, as server-sent events: `state` once at the beginning (and after every reconnection), then the others as
 * they happen. Each is one JSON object.
 */
export interface LiveEvents {
  state: LiveState
  /** A trial has begun or ended, or a fault has been switched: replaces the one with the same id. */
  trial: LiveTrial
  second: { trialId: string; second: TrialSecond }
  phase: { trialId: string; text: string }
  /** A process has died. */
  exit: { trialId: string; exit: LiveExit }
  /** What the command does outside of trials, e.g. `act 1: 50 people refresh`; null = nothing to tell. */
  doing: { text: string | null }
  /** A hammer point has begun, said something, or ended: replaces the one with the same id. */
  point: LivePoint
  control: LiveControl
  /** Every 5 s: the laboratory lives, though it may have nothing to say. */
  beat: Record<string, never>
  /** Nothing will follow: the command has ended. */
  over: { report: string | null }
}

export interface LiveState {
  /** e.g. `study crash`. */
  title: string
  /** Names of the arms in the order of the report, which gives each its colour and dash; `up`: all strategies. */
  strategies: readonly string[]
  /** How many trials there will be; null = unknown (`up`). */
  planned: number | null
  doing: string | null
  /** In the order in which they were begun. Of long studies the earliest have lost their seconds, never their result. */
  trials: LiveTrial[]
  /** Of the closed population, which has no seconds to draw. */
  points: LivePoint[]
  /** null: this command takes no orders, since an order would spoil what it measures. */
  control: LiveControl | null
  /** Addresses worth opening: portal, Prometheus, operators. */
  links: { label: string; url: string }[]
  over: boolean
}

export interface LiveTrial {
  id: string
  strategy: string
  scenario: string
  seed: number
  block: number
  /** What stages[].rate is a multiple of. */
  nominalCapacityPerS: number
  /** What the portal may use, all its processes together; null = unknown (a foreign target). */
  limits: { heapMb: number | null; connections: number | null }
  stages: readonly Stage[]
  /** Of the scenario's timeline, and those switched by hand; untilS null = no end yet, and of a single event the same as atS. */
  faults: readonly { fault: string; atS: number; untilS: number | null; byHand: boolean }[]
  /** What is being done before and after the stages; null while people come. */
  phase: string | null
  seconds: TrialSecond[]
  exits: LiveExit[]
  /** null while it runs. */
  result: LiveResult | null
  /** Why it ended without a result; null = it did not. */
  brokenOff: string | null
}

/** So many people at once who press refresh, on a fresh portal. */
export interface LivePoint {
  id: string
  /** e.g. `50 people`. */
  title: string
  strategy: string
  /** What is being done, or how the second that has just ended went; null when it is over. */
  phase: string | null
  exits: LiveExit[]
  /** In words; null while it runs. */
  result: string | null
}

export type LiveExit = Pick<ProcessExit, 'process' | 'atS' | 'code' | 'signal' | 'cause'>

/** A trial's figures, from its summary; null = unknown. */
export interface LiveResult {
  valid: boolean
  invalidReasons: readonly string[]
  permitGoodputPerS: { before: number | null; during: number | null; after: number | null }
  servedShareDuring: number | null
  citizens: Record<'scheduled' | 'served' | 'late' | 'waiting' | 'turnedAway' | 'gaveUp' | 'notSent', number>
  p99Ms: number | null
  pageOpened: number | null
  recoveryS: number | null
  crashes: number
}

/** What may be ordered from the page, and how it stands. */
export interface LiveControl {
  strategies: { name: string; summary: string }[]
  scenarios: { name: string; summary: string; durationS: number }[]
  /** `momentary`: a single event (a kill), which cannot be switched off. */
  faults: { name: string; summary: string; momentary: boolean; on: boolean }[]
  chosen: { strategy: string; scenario: string }
  /** What is being done that an order would have to wait for, e.g. `starting fifo`; null = ready. */
  busy: string | null
  /** Id of the trial that runs; null = nobody comes. */
  running: string | null
  /** Why the last order failed; null = it did not. */
  problem: string | null
  /** Report of all trials that were ordered so far, on the same server; null = there is none yet. */
  reportUrl: string | null
}

/** Body of `POST /orders`. */
export type LiveOrder =
  | { order: 'start'; strategy: string; scenario: string }
  | { order: 'stop' }
  | { order: 'strategy'; strategy: string }
  | { order: 'fault'; fault: string; on: boolean }
