import type { Random } from '../citizens/random.ts'
import type { Behaviour } from '../scenarios/scenario.ts'
import type { Answer } from './answer.ts'

/** People do not come back in lockstep: up to this share of Retry-After is added to it. */
const JITTER = 0.2
const REFRESH_S = { from: 0.2, to: 1 } as const
const BACKOFF_FIRST_S = 1
/** A person's back-off does not grow beyond this. */
const BACKOFF_LAST_S = 30

export interface Temper {
  behaviour: Pick<Behaviour, 'retries' | 'retry'>
  /** Waits as long as Retry-After says; drawn once per person. */
  obeys: boolean
  random: Random
}

export interface NextTry {
  waitMs: number
  /** Counts against `retries`; an obeyed Retry-After does not. */
  usesRetry: boolean
}

/**
 * What a person does after a try that was not ok: when she tries again, or null when she stops. People who were told to come
 * back do come back, as long as their tolerance lasts; the others use up their retries.
 */
export function nextTry(answer: Answer, retriesUsed: number, { behaviour, obeys, random }: Temper): NextTry | null {
  const told = answer.outcome === 'rejected' && answer.retryAfterS !== null
  if (told && obeys) return { waitMs: withJitter(answer.retryAfterS as number, random) * 1000, usesRetry: false }
  if (behaviour.retry === 'none' || retriesUsed >= behaviour.retries) return null
  const backsOff = behaviour.retry === 'backoff' && answer.outcome !== 'rejected'
  const waitS = backsOff ? fullJitter(retriesUsed, random) : random.between(REFRESH_S.from, REFRESH_S.to)
  return { waitMs: waitS * 1000, usesRetry: true }
}

/** `s` and up to 20 % more, s. */
function withJitter(s: number, random: Random): number {
  return s * random.between(1, 1 + JITTER)
}

/** Exponential back-off with full jitter (Brooker, AWS Architecture Blog, 2015), s. */
function fullJitter(retriesUsed: number, random: Random): number {
  return random.between(0, Math.min(BACKOFF_LAST_S, BACKOFF_FIRST_S * 2 ** retriesUsed))
}
