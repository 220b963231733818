import type { Registry } from 'prom-client'
import { GATE_DECISIONS_TOTAL } from './metric-names.ts'
import { stateCounter } from './state-counter.ts'

/** Decisions of the strategy's gate by step: `admitted`, or the reason of the refusal. There is one for nearly every request. */
export class GateDecisions {
  readonly #steps = new Map<string, Map<string, number>>()

  constructor(registry: Registry) {
    const help = 'Decisions of the strategy by step; decision = admitted or the reason of the refusal'
    stateCounter(registry, GATE_DECISIONS_TOTAL, help, ['step', 'decision'], () => this.#samples())
  }

  /** @param by 0: the sample is there from now on, so that its first increase is seen as one */
  count(step: string, decision: string, by = 1): void {
    let decisions = this.#steps.get(step)
    if (decisions === undefined) this.#steps.set(step, (decisions = new Map()))
    decisions.set(decision, (decisions.get(decision) ?? 0) + by)
  }

  *#samples() {
    for (const [step, decisions] of this.#steps)
      for (const [decision, value] of decisions) yield [{ step, decision }, value] as const
  }
}
