import type { Watched } from '../records/trial-facts.ts'
import type { TrialObserver } from '../trials/observer.ts'

/**
 * Several who watch as one, in this order. What goes wrong with one of them reaches neither the others nor what is watched.
 * @param onTrouble told of every error
 */
export function observeTogether(
  observers: readonly Partial<TrialObserver>[],
  onTrouble: (error: unknown) => void,
): TrialObserver {
  const each = (tell: (observer: Partial<TrialObserver>) => void) => {
    for (const observer of observers) {
      try {
        tell(observer)
      } catch (error) {
        onTrouble(error)
      }
    }
  }
  return {
    phase: (text) => each((one) => one.phase?.(text)),
    targets: (targets) => each((one) => one.targets?.(targets)),
    start: (process) => each((one) => one.start?.(process)),
    started: (...system) => each((one) => one.started?.(...system)),
    second: (second) => each((one) => one.second?.(second)),
    exit: (exit) => each((one) => one.exit?.(exit)),
    watched() {
      let known: Watched | null = null
      each((one) => (known ??= one.watched?.() ?? null))
      return known
    },
  }
}
