import type { StudySummary } from '../statistics/study-summary.ts'

/** The sentences of a report that are the same for every study. */

const QUESTION = 'Why does a public licensing portal crash when everyone opens it at once, and which way of queueing keeps it up?'
const QUESTION_OF_CAPACITY = 'How many people a second can a public licensing portal carry, and what gives way first?'

/** What a run is about. */
export function questionOf(command: string): string {
  return command === 'capacity' ? QUESTION_OF_CAPACITY : QUESTION
}

const HYPOTHESIS = [
  'This is a simulation. No figure in this report was measured on the real OSS portal of Indonesia.',
  'The field studies behind it report that the portal often crashes and that its page is hard to open because many people open it ' +
    'at the same time. They do not describe its insides. How the baseline is built is our hypothesis: a portal that is competent ' +
    'otherwise, but leaves out some limits, each of them named in its source file.',
  'What is real: the PostgreSQL and Redis servers, the HTTP requests, the memory limits, every process that died. No crash was scripted.',
]

const FOREIGN = [
  'The people are simulated. The portal that they came to was started by somebody else: how it is built, on what it runs and what it keeps, ' +
    'this report does not know.',
]

/** What is not to be taken for a measurement. */
export function hypothesisOf({ trials }: Pick<StudySummary, 'trials'>): readonly string[] {
  return trials.length > 0 && trials.every(({ strategy }) => strategy === 'target') ? FOREIGN : HYPOTHESIS
}

export const HOW_TO_READ = [
  'People arrive at times drawn beforehand from a seed, whatever the portal does (an open model): the same people come to every ' +
    'strategy. Queueing strategies can only be compared this way; with a fixed number of people who wait for answers, a slow portal ' +
    'slows its own load down.',
  'All times count from the moment a person meant to arrive, not from when a request got through. Whoever gave up counts with at ' +
    'least the time she waited; whoever was turned away stays in the denominator.',
  'A permit counts as in time when she saw it within 30 s. An acknowledgement ("accepted, come back later") is a promise and is ' +
    'never shown as a result.',
  'The shaded band is the surge. A cross on a dashed red line marks a process that died without being told to; red stripes, that no ' +
    'portal was running; a yellow strip at the bottom, a fault that was planted.',
  'A strategy has the same colour wherever it is drawn, and wherever several share a picture each has a dash of its own, the same in all of ' +
    'them. With more than six strategies two may share a colour.',
  'A dash stands for what is not known or does not apply; it never means zero.',
]

/** What to look for in the pictures of a section. */
export const LEADS = {
  goodput:
    'Grey: people who come for a permit each second. Coloured: people who see their permit in time. ' +
    'The dotted line is the nominal capacity. What becomes of the permits when more people come than that, and afterwards?',
  cohorts:
    'Each column is the people who meant to come in that second, by what became of them, however much later. The grey area of the pictures ' +
    'above, coloured by its fate.',
  waiting:
    'The first pictures rank the people by how long they waited: at 90 % one in ten waited longer, at 99 % one in a hundred, at the end of the ' +
    'line nobody. A line far up on the left is a portal that is slow for everybody.',
  attempts:
    'Who gets no answer presses refresh. Where more is sent than people come, the portal works several times for the same people, and less is ' +
    'left for the others. Visitors, who open a page, are among them.',
  inside:
    'What fills up before a portal stops answering: requests inside it, requests that wait for a database connection, memory, and the one ' +
    'thread that does all the work.',
} as const

export const LIMITS = [
  'All on one machine: network, distance, power loss and real agencies are not in it. A killed process is not a power cut.',
  "The citizens' patience, retries and shares are assumptions, listed with the scenario.",
  'Nominal capacity is declared by the simulated identity registry, so results do not hang on this processor; where CPU came near ' +
    'its limit, the tables show it.',
]

export const DEFINITIONS: readonly (readonly [term: string, meaning: string])[] = [
  ['Nominal capacity', 'what the scarcest declared resource lets through: slots of the identity registry / its service time.'],
  [
    'Served, late',
    'saw the result (the permit; the NIB for those who need verification), polling included, within 30 s of the intended arrival; or after.',
  ],
  ['Still waiting', 'holds an acknowledgement, had not seen the result at the end.'],
  ['Turned away, gave up', 'stopped after being told to come back (429, 503); stopped after time-outs or errors.'],
  ['Permits in time/s', 'served people per second, counted when they see their permit: the primary metric.'],
  [
    'Before, during, after',
    'the last 10 s of base load; from 10 s after the surge begins to its end; from 10 s after it ends to the end of the last stage. A filling pipeline is neither loss nor gain.',
  ],
  ['Acknowledged/s', 'first 2xx within patience, per second.'],
  ['Served share', 'of those who meant to arrive in the window; the rejected stay in the denominator.'],
  [
    'Recovered after',
    'first second after the surge from which, for 5 s, the p95 time to the result of those who arrive in these 5 s is at most 1.5 times what it was before, and backlog plus requests in flight at most their maximum before.',
  ],
  [
    'Backlog cleared after',
    'first second after the surge from which, for 5 s, no more applications wait than at most before; the drain is watched too.',
  ],
  ['Available', 'share of probes (the page and the public check of a NIB, once a second) answered 200 within 2 s.'],
  ['Pages opened', 'share of visitors whose page came within 10 s.'],
  ['Promise kept', 'share of acknowledgements whose result came within the announced wait, plus the 2 s between two looks.'],
  ['Wasted agency calls', 'share of identity checks that ended after the citizen had gone.'],
  [
    'Within 5, 30, 120 s',
    'Kaplan-Meier share of all people who came; those who left never count, those still waiting count as long as they were watched.',
  ],
  [
    'Block',
    'all strategies once, with the same people. Figures of several blocks are compared in pairs, block by block; intervals are over blocks.',
  ],
]
