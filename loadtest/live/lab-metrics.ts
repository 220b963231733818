import { Counter, Gauge, Registry } from 'prom-client'
import * as names from '../../monitoring/metric-names.ts'
import { LATENCY_BOUNDS_MS } from '../drivers/latency-counts.ts'
import { OUTCOMES } from '../records/attempt-record.ts'
import type { ProcessExit } from '../records/trial-facts.ts'
import { FATES } from '../statistics/fates.ts'
import type { TrialObserver, TrialSecond } from '../trials/observer.ts'
import { CountedHistogram } from './counted-histogram.ts'
import type { WatchedTrial } from './watched-trial.ts'

/** Trials that can be asked for: the one that runs, and the one before, whose last second somebody may not have read yet. */
const KEPT = 2

/**
 * The laboratory's own metrics: people by fate, attempts by outcome, how late the generator is, deaths. Every trial has a registry of
 * its own that begins at zero, so that no count is ever read as another trial's.
 */
export class LabMetrics {
  readonly #registries = new Map<string, Registry>()

  /** Begins a trial, or begins it anew. */
  trial(trial: WatchedTrial): TrialObserver {
    const registry = new Registry()
    this.#registries.delete(trial.id)
    this.#registries.set(trial.id, registry)
    for (const oldest of [...this.#registries.keys()].slice(0, -KEPT)) this.#registries.delete(oldest)
    return observe(trial, registry)
  }

  /** @param trialId null = the latest. @returns null when that trial is over for long, or there has been none */
  registryOf(trialId: string | null): Registry | null {
    const wanted = trialId ?? [...this.#registries.keys()].at(-1)
    return this.#registries.get(wanted ?? '') ?? null
  }
}

function observe(trial: WatchedTrial, registry: Registry): TrialObserver {
  const metrics = labMetrics(registry, trial)
  let peopleCome = false
  let deaths: ReturnType<typeof deathMetrics> | null = null
  const counted = () => (deaths ??= deathMetrics(registry))
  const showStage = (shown: string | null) => {
    for (const stage of stagesOf(trial)) metrics.stage.set({ stage }, stage === shown ? 1 : 0)
  }
  return {
    phase() {
      // What is said after the last second is what is done afterwards.
      if (peopleCome) showStage(null)
    },
    // A portal that runs elsewhere has no processes that anybody here could count: unknown is absent, not 0.
    targets: ({ length }) => void (length > 0 && counted()),
    start: (name) => counted().starts.inc({ name }),
    started: (_system, startedAt) => metrics.trialStart.set(startedAt / 1000),
    second(now) {
      peopleCome = true
      showStage(now.stage)
      count(metrics, now)
    },
    exit: ({ process: name, cause }) => counted().exits.inc({ name, cause }),
  }
}

function count(metrics: ReturnType<typeof labMetrics>, now: TrialSecond): void {
  metrics.arrivals.inc(now.arriving)
  for (const fate of FATES) metrics.citizens.inc({ fate }, now[fate])
  for (const outcome of OUTCOMES) metrics.attempts.inc({ outcome }, now.attempts[outcome])
  metrics.acknowledged.inc(now.acknowledged)
  metrics.acknowledgementSeconds.add(now.latencyCounts, now.latencySumMs / 1000)
  metrics.onTheirWay.set(now.inFlight)
  metrics.lagSeconds.set(now.lagP99Ms / 1000)
}

const stagesOf = ({ stages }: WatchedTrial) => [...new Set([...stages.map(({ name }) => name), 'drain'])]

/** PostgreSQL and Redis belong to the laboratory: when they die it breaks off. */
const SUPERVISED = ['portal', 'worker', 'agencies'] as const satisfies readonly ProcessExit['process'][]
const CAUSES: Record<ProcessExit['cause'], true> = {
  'heap-out-of-memory': true,
  killed: true,
  'uncaught-exception': true,
  'too-many-open-files': true,
  'port-in-use': true,
  unknown: true,
}

/** Every series is there from the first scrape on: a counter that is born with 1 has never risen for Prometheus. */
function labMetrics(registry: Registry, trial: WatchedTrial) {
  const registers = [registry]
  const counter = <T extends string>(name: string, help: string, ...labelNames: T[]) =>
    new Counter({ name, help, labelNames, registers })
  const gauge = <T extends string>(name: string, help: string, ...labelNames: T[]) =>
    new Gauge({ name, help, labelNames, registers })
  const metrics = {
    arrivals: counter(names.LAB_ARRIVALS_TOTAL, 'Citizens who came, visitors included: the offered load'),
    citizens: counter(
      names.LAB_CITIZENS_TOTAL,
      `Citizens who came for a permit, by what became of them: ${FATES.join(', ')}`,
      'fate',
    ),
    onTheirWay: gauge(
      names.LAB_CITIZENS_ON_THEIR_WAY,
      'Citizens who have come and have neither seen what they came for nor stopped',
    ),
    attempts: counter(
      names.LAB_ATTEMPTS_TOTAL,
      'HTTP tries of the step that matters (application, or page of a visitor)',
      'outcome',
    ),
    acknowledged: counter(names.LAB_ACKNOWLEDGED_TOTAL, 'Citizens who got a durable 2xx for their application: a promise'),
    acknowledgementSeconds: new CountedHistogram({
      name: names.LAB_ACKNOWLEDGEMENT_SECONDS,
      help: 'From the moment a citizen meant to come to the acknowledgement of her application',
      bounds: LATENCY_BOUNDS_MS.map((ms) => ms / 1000),
      registry,
    }),
    lagSeconds: gauge(
      names.LAB_GENERATOR_LAG_SECONDS,
      'How late the generator started people in the last second, 99th percentile',
    ),
    stage: gauge(names.LAB_STAGE, 'Stage of the scenario: 1 for the one that people come in now, 0 for the others', 'stage'),
    nominal: gauge(names.LAB_NOMINAL_CAPACITY, 'Applications a second that the scarcest declared resource lets through'),
    trialStart: gauge(names.LAB_TRIAL_START_TIME_SECONDS, 'When the first stage began, seconds since 1970'),
  }
  for (const fate of FATES) metrics.citizens.inc({ fate }, 0)
  for (const outcome of OUTCOMES) metrics.attempts.inc({ outcome }, 0)
  for (const stage of stagesOf(trial)) metrics.stage.set({ stage }, 0)
  // prom-client begins with 0, which is 1970.
  metrics.trialStart.remove()
  metrics.nominal.set(trial.nominalCapacityPerS)
  return metrics
}

/** Of a system whose processes are the laboratory's own. */
function deathMetrics(registry: Registry) {
  const registers = [registry]
  const exits = new Counter({
    name: names.LAB_PROCESS_EXITS_TOTAL,
    help: 'Deaths of processes of the system that nobody ordered',
    labelNames: ['name', 'cause'],
    registers,
  })
  const starts = new Counter({
    name: names.LAB_PROCESS_STARTS_TOTAL,
    help: 'Starts of processes of the system, the first one included',
    labelNames: ['name'],
    registers,
  })
  // Not `process`: that is a label of the target, which is the laboratory.
  for (const name of SUPERVISED) {
    starts.inc({ name }, 0)
    for (const cause of Object.keys(CAUSES)) exits.inc({ name, cause }, 0)
  }
  return { exits, starts }
}
