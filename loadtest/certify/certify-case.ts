import type { Random } from '../citizens/random.ts'

/** What the known-answer server does with one request. Times from the moment the request is whole. */
export type Script =
  | { kind: 'answer'; status: 200 | 500 | 502 | 503; delayMs: number }
  /** A valid answer whose body comes in pieces over this time. */
  | { kind: 'trickle'; totalMs: number }
  | { kind: 'break'; how: 'FIN' | 'RST' | 'half a header, FIN' | 'short body, FIN' | 'short body, RST'; delayMs: number }
  /** Nothing comes. */
  | { kind: 'hang' }

/** How the server as a whole behaves. */
type ServerMode =
  | { kind: 'scripts' }
  /** Answers nobody for `lengthMs`, beginning so long after the first request; then everybody at once, in order of arrival. */
  | { kind: 'stall'; afterMs: number; lengthMs: number }
  /** So many requests are worked on at once, so many wait; beyond that 503. At 500 requests/s; more slots at higher rates. */
  | { kind: 'slots'; slots: number; serviceMs: number; queue: number }
  | { kind: 'refuse' }
  /** The kernel accepts, nobody reads. */
  | { kind: 'half-open' }

/** One question to a generator whose answer is known. */
export interface CertifyCase {
  readonly name: string
  /** What the server does, for people. */
  readonly summary: string
  /** Of the timed arrivals of the open driver, s. */
  readonly durationS: number
  /** Of the runs of the others, s. */
  readonly closedS: number
  readonly patienceS: number
  /** Visitors open a page; applicants carry a key by which each request is known. */
  readonly journey: 'visitor' | 'returning-applicant'
  /** Connections of the generators that know no rate: few enough that the server itself never is what is slow. */
  readonly people: number
  readonly mode: ServerMode
  /** The n-th request (from 0) of the server's life. */
  script(n: number, random: Random): Script
  /** Part of `--quick`. */
  readonly quick: boolean
}
