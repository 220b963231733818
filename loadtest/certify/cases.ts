import type { CertifyCase, Script } from './certify-case.ts'

/** Delay before what goes wrong, so that a closed population does not turn into a hot loop, ms. */
const BEFORE_BREAKING_MS = 20
const SLOW_BODY_MS = 400

/**
 * Where everybody waits equally long, a closed population moves in step: all are answered, or give up, at the same moment, and generator and
 * server handle them one after the other. Few, so that this is not what is measured.
 */
const LOCKSTEP = { people: 4, closedS: 4 } as const

const USUAL = {
  durationS: 2.5,
  closedS: 3,
  patienceS: 1,
  journey: 'returning-applicant',
  people: 20,
  mode: { kind: 'scripts' },
  quick: false,
} as const

const ok = (delayMs: number): Script => ({ kind: 'answer', status: 200, delayMs })

const constant = (delayMs: number, quick: boolean): CertifyCase => ({
  ...USUAL,
  ...LOCKSTEP,
  name: `constant-${delayMs}`,
  summary: `answers after ${delayMs} ms`,
  journey: 'visitor',
  people: Math.min(delayMs, LOCKSTEP.people),
  script: () => ok(delayMs),
  quick,
})

const broken = (name: string, how: Extract<Script, { kind: 'break' }>['how'], summary: string, quick: boolean): CertifyCase => ({
  ...USUAL,
  name,
  summary,
  script: () => ({ kind: 'break', how, delayMs: BEFORE_BREAKING_MS }),
  quick,
})

/** Of every 100 requests: 60 pages, then a burst of 20 times 500, 10 times 502 and 10 times 503. */
function burst(n: number): Script {
  const place = n % 100
  const status = place < 60 ? 200 : place < 80 ? 500 : place < 90 ? 502 : 503
  return { kind: 'answer', status, delayMs: BEFORE_BREAKING_MS }
}

/** The questions, easy ones first. */
export const CASES: readonly CertifyCase[] = [
  constant(1, false),
  constant(10, true),
  constant(50, false),
  constant(200, false),
  {
    ...USUAL,
    name: 'bimodal',
    summary: 'answers after 5 ms, one in five after 300 ms',
    script: (_n, random) => ok(random.bernoulli(0.2) ? 300 : 5),
  },
  {
    ...USUAL,
    name: 'stall',
    summary: 'answers after 5 ms, but nobody for 2 s, then everybody',
    durationS: 5,
    closedS: 11,
    patienceS: 3,
    mode: { kind: 'stall', afterMs: 7000, lengthMs: 2000 },
    people: 10,
    script: () => ok(5),
    quick: true,
  },
  {
    ...USUAL,
    name: 'limited-slots',
    summary: 'works on 10 requests (at 500/s) for 25 ms each, 10 wait, the others get 503',
    mode: { kind: 'slots', slots: 10, serviceMs: 25, queue: 10 },
    people: 25,
    script: () => ({ kind: 'answer', status: 503, delayMs: BEFORE_BREAKING_MS }), // of those who find the queue full
  },
  broken('fin', 'FIN', 'closes (FIN) without an answer', true),
  broken('rst', 'RST', 'resets the connection (RST)', false),
  broken('half-header', 'half a header, FIN', 'closes in the middle of the header', false),
  broken('short-body', 'short body, FIN', 'closes before the body is whole', false),
  broken('short-body-rst', 'short body, RST', 'resets before the body is whole', false),
  { ...USUAL, ...LOCKSTEP, name: 'never-answers', summary: 'never answers', script: () => ({ kind: 'hang' }), quick: true },
  {
    ...USUAL,
    ...LOCKSTEP,
    name: 'half-open',
    summary: 'accepts, and nobody reads',
    mode: { kind: 'half-open' },
    script: () => ({ kind: 'hang' }),
  },
  {
    ...USUAL,
    name: 'refuses',
    summary: 'nobody listens',
    mode: { kind: 'refuse' },
    script: () => ({ kind: 'hang' }),
  },
  {
    ...USUAL,
    ...LOCKSTEP,
    name: 'slow-body',
    summary: `the body takes ${SLOW_BODY_MS} ms, within the patience of 1 s`,
    journey: 'visitor',
    script: () => ({ kind: 'trickle', totalMs: SLOW_BODY_MS }),
  },
  {
    ...USUAL,
    ...LOCKSTEP,
    name: 'slower-body',
    summary: 'the body takes 3 s, the patience is 1 s',
    script: () => ({ kind: 'trickle', totalMs: 3000 }),
  },
  {
    ...USUAL,
    ...LOCKSTEP,
    name: 'bursts-of-5xx',
    summary: 'of 100 requests 60 pages, then 20 times 500, 10 times 502, 10 times 503',
    script: burst,
    quick: true,
  },
]
