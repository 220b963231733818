import type { Balance } from '../statistics/balance.ts'
import { per, whole } from '../statistics/figures.ts'
import type { StudySummary } from '../statistics/study-summary.ts'
import { known } from './people-tables.ts'
import { RAW } from './provenance.ts'
import { nameOf } from './representative-trials.ts'
import type { Cell, Table } from './table.ts'

/** What gauges showed against what the records say, at the three places; null = no trial has been judged anywhere. */
export function littlesLawTable(summary: StudySummary): Table | null {
  const judged = summary.trials.some(({ littlesLaw }) => Object.values(littlesLaw).some(({ holds }) => holds !== null))
  if (!judged) return null
  return {
    caption: "Little's law: requests in flight and backlog, by gauges and by the records",
    source: [RAW.inFlight, RAW.attempts, RAW.gauges, RAW.applications],
    head: ['Trial', 'Generator', 'Records', 'Portal', 'Counters', 'Zombies', 'Backlog', 'Commits', 'Not judged'],
    words: [8],
    rows: summary.trials.map((trial) => {
      const { client, server, queue } = trial.littlesLaw
      return [
        nameOf(trial, summary),
        ...bothOf(client),
        ...bothOf(server),
        known(whole)(server.zombies),
        ...bothOf(queue),
        [client, server, queue].flatMap(({ reason }) => reason ?? []).join('; ') || 'all were',
      ]
    }),
    note:
      'Means over the seconds that could be judged: the readings of a gauge beside the time spent there per second, which the records of other ' +
      'code give. They agree within 5 % and what readings some time apart cannot see (in all at most 20 % and one), or the trial is invalid; ' +
      'agreement over less than half of the trial is not counted. Zombies: requests that the portal still works on though nobody waits any more; they are in neither figure.',
  }
}

function bothOf({ sampled, recorded, holds }: Balance): Cell[] {
  const mark = holds === false ? ' (!)' : ''
  return [known(per)(sampled), known((value: number) => `${per(value)}${mark}`)(recorded)]
}
