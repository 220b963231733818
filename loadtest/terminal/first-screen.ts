import { nominalCapacityPerS, type Envelope } from '../../strategies/strategy.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import type { Study } from '../studies/study.ts'
import type { Watch } from '../live/watch.ts'
import type { Laboratory } from '../trials/laboratory.ts'
import { watchLines } from './watch-lines.ts'

/** Preparing, auditing and stopping around the stages of one trial, s (measured 2.5-5). */
const AROUND_A_TRIAL_S = 4
/** Share of the people's tolerance that a drain takes, on average over strategies (measured 0.4; all of it where nothing drains). */
const DRAIN_SHARE = 0.4
/** Starting and stopping around one hammer point, s. */
const AROUND_A_POINT_S = 4

/** How long a study takes, s. */
function expectedDurationS(scenario: Scenario, trials: number, hammer: Study['hammer'] | null): number {
  const stages = scenario.stages.reduce((sum, stage) => sum + stage.durationS, 0)
  const points = hammer ? hammer.people.length * (hammer.durationS + AROUND_A_POINT_S) : 0
  return points + trials * (stages + DRAIN_SHARE * scenario.behaviour.toleranceS + AROUND_A_TRIAL_S)
}

interface FirstScreen {
  study: Study
  scenario: Scenario
  lab: Laboratory
  watch: Watch
  strategies: readonly string[]
  repeats: number
  /** Whether the study's closed population comes first. */
  hammer: boolean
}

/** What a stranger reads first: what this is, what is real, what is hypothesis, what comes and how long it takes. */
export function firstScreen({ study, scenario, lab, watch, strategies, repeats, hammer }: FirstScreen): string {
  const trials = strategies.length * repeats
  const minutes = Math.round(expectedDurationS(scenario, trials, hammer ? study.hammer : null) / 60)
  const acts = [
    hammer && study.hammer ? `hammer: ${study.hammer.people.join(', ')} people at once refresh "${study.hammer.strategy}"` : null,
    `${scenario.name}: the same citizens come to ${strategies.length} strategies${repeats > 1 ? `, ${repeats} times` : ''}`,
    'audit of every promise, and the report',
  ].filter((act) => act !== null)
  return `
Antrean: why does a public licensing portal crash when everyone opens it at once,
and which way of queueing keeps it up?

A simulation of Indonesia’s OSS licensing portal, with invented people.
  Real        HTTP, PostgreSQL, Redis, memory limits, processes that die
  Simulated   the citizens and the identity registry (Dukcapil)
  Hypothesis  the inside of the portal: two field studies report the crash, not how the
              portal is built; the baseline "inline" is our guess

${study.hypothesis.replace(/^(.{60,85}) /, '$1\n')}

  Envelope    ${envelopeLine(scenario.envelope)}
  Machine     ${lab.description}
${watchLines(watch)}${acts.map((act, index) => `  Act ${index + 1}       ${act}`).join('\n')}
  Takes       about ${minutes < 2 ? 'a minute or two' : `${minutes} minutes`}; Ctrl-C ends it at any time and leaves nothing behind
`
}

/** The envelope for people, on two lines. */
export function envelopeLine(envelope: Envelope): string {
  const { agency } = envelope
  return `the same for every strategy: heap ${envelope.heapMb} MB, ${envelope.connections} database connections,
              Dukcapil ${agency.slots} slots x ${agency.serviceMs / 1000} s = nominal capacity ${nominalCapacityPerS(envelope)} applications a second`
}
