/** @import { LiveEvents, LiveState, LiveTrial } from '../live-events.ts' */

/** Seconds kept of one trial; two hours. The oldest go first. */
const MOST_SECONDS = 7200

/**
 * Puts it in the place of the one with the same id, or at the end.
 * @template {{ id: string }} T
 * @param {T[]} all
 * @param {T} one
 */
function put(all, one) {
  const index = all.findIndex(({ id }) => id === one.id)
  if (index === -1) all.push(one)
  else all[index] = one
}

/**
 * @param {LiveState} state
 * @param {string} id
 * @param {(trial: LiveTrial) => void} change
 */
function changeTrial(state, id, change) {
  const trial = state.trials.find((trial) => trial.id === id)
  if (trial) change(trial)
}

/** @type {{ [N in keyof LiveEvents]: (state: LiveState, data: LiveEvents[N]) => void }} */
const APPLY = {
  // Replaces everything, below.
  state: () => undefined,
  trial(state, trial) {
    put(state.trials, trial)
    // Where strategies are ordered one by one, their order is the report's.
    if (!state.strategies.includes(trial.strategy)) state.strategies = [...state.strategies, trial.strategy]
  },
  second: (state, { trialId, second }) =>
    changeTrial(state, trialId, (trial) => {
      if (trial.seconds.some((known) => known.second === second.second)) return
      trial.seconds.push(second)
      if (trial.seconds.length > MOST_SECONDS) trial.seconds.shift()
      trial.phase = null
    }),
  phase: (state, { trialId, text }) => changeTrial(state, trialId, (trial) => (trial.phase = text)),
  exit: (state, { trialId, exit }) => changeTrial(state, trialId, (trial) => trial.exits.push(exit)),
  doing: (state, { text }) => (state.doing = text),
  point: (state, point) => put(state.points, point),
  control: (state, control) => (state.control = control),
  beat: () => undefined,
  over: (state) => {
    state.over = true
    state.doing = null
  },
}

/** What the laboratory has told so far. Everything the page shows derives from it. */
export class LiveStore {
  /** @type {LiveState | null} null until the first `state` */
  state = null
  /** @type {string | null} where the report lies, once the command has ended */
  report = null

  /**
   * Takes in one event. Events before the first `state`, and of trials that are not known, say nothing.
   * @template {keyof LiveEvents} N
   * @param {N} name
   * @param {LiveEvents[N]} data
   */
  apply(name, data) {
    if (name === 'state') this.state = /** @type {LiveState} */ (data)
    else if (this.state) APPLY[name](this.state, data)
    if (name === 'over') this.report = /** @type {LiveEvents['over']} */ (data).report
  }

  /** @returns {LiveTrial | null} the trial that is not over */
  get running() {
    const last = this.state?.trials.at(-1)
    return last && !isOver(last) ? last : null
  }
}

/** @param {LiveTrial} trial */
export function isOver(trial) {
  return trial.result !== null || trial.brokenOff !== null
}
