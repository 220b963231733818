import type { TrialSecond } from '../trials/observer.ts'
import type { FaultSwitch } from './watch.ts'
import type { LiveControl, LiveEvents, LiveExit, LivePoint, LiveResult, LiveState, LiveTrial } from './live-events.ts'

/** Seconds that are kept over all trials: half an hour, some 1.2 MB as JSON. */
const MOST_SECONDS = 2000
/** Trials that are kept with their results; more than a day of launch-day. */
const MOST_TRIALS = 1000
/** Deaths that are kept of one trial; a crash loop has no end of its own. */
const MOST_EXITS = 200

/** Called at once for everything that happens. */
export type LiveListener = <Name extends keyof LiveEvents>(event: Name, data: LiveEvents[Name]) => void

type Begun = Omit<LiveTrial, 'phase' | 'seconds' | 'exits' | 'result' | 'brokenOff'>

/** What the live page shows, and what has just happened to it. Bounded: the oldest seconds go first, those of the trial that runs last. */
export class LiveFeed {
  readonly #state: LiveState
  readonly #listeners = new Set<LiveListener>()
  #seconds = 0

  constructor({
    title,
    strategies,
    planned,
    links = [],
  }: Pick<LiveState, 'title' | 'strategies' | 'planned'> & Partial<LiveState>) {
    this.#state = { title, strategies, planned, links, doing: null, trials: [], points: [], control: null, over: false }
  }

  get state(): LiveState {
    return this.#state
  }

  /** @returns ends the subscription */
  subscribe(listener: LiveListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  begin(trial: Begun): void {
    this.#place({ ...trial, phase: null, seconds: [], exits: [], result: null, brokenOff: null })
  }

  phase(trialId: string, text: string): void {
    const trial = this.#trial(trialId)
    if (!trial) return
    trial.phase = text
    this.#tell('phase', { trialId, text })
  }

  second(trialId: string, second: TrialSecond): void {
    const trial = this.#trial(trialId)
    if (!trial) return
    trial.phase = null
    trial.seconds.push(second)
    this.#seconds += 1
    this.#forgetSeconds()
    this.#tell('second', { trialId, second })
  }

  exit(trialId: string, { process, atS, code, signal, cause }: LiveExit): void {
    const trial = this.#trial(trialId)
    if (!trial) return
    const exit = { process, atS, code, signal, cause }
    if (trial.exits.length < MOST_EXITS) trial.exits.push(exit)
    this.#tell('exit', { trialId, exit })
  }

  faultSwitched(trialId: string, { fault, on, atS, momentary }: FaultSwitch): void {
    const trial = this.#trial(trialId)
    if (!trial) return
    const isOpen = (one: LiveTrial['faults'][number]) => one.fault === fault && one.untilS === null
    trial.faults = on
      ? [...trial.faults, { fault, atS, untilS: momentary ? atS : null, byHand: true }]
      : trial.faults.map((one) => (isOpen(one) ? { ...one, untilS: atS } : one))
    this.#tell('trial', trial)
  }

  /** Also of a trial that was not watched here: it is over since an earlier session. */
  finish(trial: Begun, result: LiveResult): void {
    const known = this.#trial(trial.id)
    this.#place({ ...trial, seconds: [], exits: [], ...known, phase: null, result, brokenOff: null })
  }

  breakOff(trialId: string, reason: string): void {
    const trial = this.#trial(trialId)
    if (trial) this.#place({ ...trial, phase: null, brokenOff: reason })
  }

  point(point: LivePoint): void {
    replace(this.#state.points, point)
    this.#tell('point', point)
  }

  doing(text: string | null): void {
    this.#state.doing = text
    this.#tell('doing', { text })
  }

  control(control: LiveControl): void {
    this.#state.control = control
    this.#tell('control', control)
  }

  beat(): void {
    this.#tell('beat', {})
  }

  over(report: string | null): void {
    this.#state.over = true
    this.#state.doing = null
    this.#tell('over', { report })
  }

  #trial(id: string): LiveTrial | undefined {
    return this.#state.trials.findLast((trial) => trial.id === id)
  }

  #place(trial: LiveTrial): void {
    const { trials, strategies } = this.#state
    if (!strategies.includes(trial.strategy)) this.#state.strategies = [...strategies, trial.strategy]
    replace(trials, trial)
    if (trials.length > MOST_TRIALS) this.#seconds -= trials.shift()!.seconds.length
    this.#tell('trial', trial)
  }

  #forgetSeconds(): void {
    for (const trial of this.#state.trials) {
      if (this.#seconds <= MOST_SECONDS) return
      const isRunning = trial.result === null && trial.brokenOff === null
      const forgotten = trial.seconds.splice(0, isRunning ? this.#seconds - MOST_SECONDS : trial.seconds.length)
      this.#seconds -= forgotten.length
    }
  }

  #tell: LiveListener = (event, data) => {
    for (const listener of this.#listeners) listener(event, data)
  }
}

function replace<T extends { id: string }>(list: T[], one: T): void {
  const at = list.findIndex(({ id }) => id === one.id)
  if (at === -1) list.push(one)
  else list[at] = one
}
