import type { CitizenExample } from '../statistics/citizen-by-citizen.ts'
import type { CitizenTimeline, TimelineAttempt } from '../statistics/citizen-timeline.ts'
import type { Fate } from '../statistics/fates.ts'
import { seconds } from '../statistics/figures.ts'

/** One thing that happened to a citizen, in words. */
export interface CitizenEvent {
  /** Seconds after she meant to arrive. */
  atS: number
  words: string
}

/** What she did, and what she tried to do. */
const STEPS: Record<TimelineAttempt['step'], readonly [done: string, tried: string]> = {
  page: ['opened the page', 'open the page'],
  'sign-up': ['signed up', 'sign up'],
  otp: ['read her inbox', 'read her inbox'],
  activate: ['entered the code', 'enter the code'],
  'log-in': ['logged in', 'log in'],
  search: ['searched her line of business', 'search her line of business'],
  apply: ['applied', 'apply'],
  track: ['asked for the status', 'ask for the status'],
}

/** Steps that are repeated because nothing is there yet. */
const LOOKS: ReadonlySet<TimelineAttempt['step']> = new Set(['track', 'otp'])

const ENDINGS: Record<Fate, string> = {
  served: 'holds her permit',
  late: 'holds her permit, too late',
  waiting: 'still waiting when last seen',
  turnedAway: 'turned away for good',
  gaveUp: 'gave up',
  notSent: 'not sent',
}

/** What became of her. */
export function endingOf({ fate }: CitizenTimeline): string {
  return fate === null ? 'unknown' : ENDINGS[fate]
}

/** Her story in order; looks that brought nothing new are told once. */
export function eventsOf(timeline: CitizenTimeline): CitizenEvent[] {
  const events = runsOf(timeline.attempts).map((run) => ({ atS: run[0]!.startS, words: wordsOf(run, timeline) }))
  if (timeline.fate === 'served' || timeline.fate === 'late') return events
  return [...events, { atS: timeline.finishedS, words: endingOf(timeline) }]
}

/** Who she is and why she is shown. */
export function introductionOf(
  { citizen, journey, stage, block, a, b }: CitizenExample,
  strategy: string,
  reference: string,
): string {
  return (
    `Citizen ${citizen} of block ${block} (${journey}, arrives in stage ${stage}). ` +
    `Under ${reference}: ${endingOf(b)}. Under ${strategy}: ${endingOf(a)}.`
  )
}

/** In a word or two, for the picture. */
export function answerOf({ saw, status, outcome, step }: TimelineAttempt): string {
  if (saw === 'no-answer') return 'no answer'
  if (saw === 'broken') return status === null ? outcome : String(status)
  if (saw === 'rejected') return String(status ?? 'rejected')
  return saw === 'went-on' ? step : saw === 'not-yet' ? 'not yet' : saw
}

/** Attempts in a row that asked the same and got the same. */
function runsOf(attempts: readonly TimelineAttempt[]): TimelineAttempt[][] {
  const runs: TimelineAttempt[][] = []
  for (const attempt of attempts) {
    const last = runs.at(-1)?.[0]
    const repeats = last !== undefined && (['step', 'saw', 'status'] as const).every((key) => last[key] === attempt[key])
    if (repeats && LOOKS.has(attempt.step)) runs.at(-1)!.push(attempt)
    else runs.push([attempt])
  }
  return runs
}

function wordsOf(run: readonly TimelineAttempt[], timeline: CitizenTimeline): string {
  const first = run[0]!
  const [done, tried] = STEPS[first.step]
  const failed = first.saw === 'rejected' || first.saw === 'no-answer' || first.saw === 'broken'
  const times =
    run.length > 1 ? ` ${run.length} times` : first.attempt > 1 && !LOOKS.has(first.step) ? `, try ${first.attempt}` : ''
  const saw = sawWords(first, timeline)
  return `${failed ? `tried to ${tried}` : done}${times}${saw && `: ${saw}`}`
}

function sawWords({ saw, status, outcome, startS, endS }: TimelineAttempt, { nib, announcedWaitS }: CitizenTimeline): string {
  switch (saw) {
    case 'result':
      return `${nib === null ? 'permit' : `permit, NIB ${nib}`}, seen at ${seconds(endS)}`
    case 'accepted':
      return announcedWaitS === null ? 'accepted' : `accepted, ready in about ${seconds(announcedWaitS)}`
    case 'not-yet':
      return 'not yet'
    case 'went-on':
      return ''
    case 'rejected':
      return `told to come back later (${status})`
    case 'no-answer':
      return `no answer within ${seconds(endS - startS)}`
    case 'broken':
      return status === null ? (BROKEN[outcome] ?? 'failed') : `answer ${status}`
  }
}

const BROKEN: Partial<Record<TimelineAttempt['outcome'], string>> = {
  reset: 'connection broken off',
  refused: 'nobody there to connect to',
}
