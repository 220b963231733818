import { StackingMode } from '@grafana/grafana-foundation-sdk/common'
import * as names from '../metric-names.ts'
import { bars } from './bars.ts'
import { dashboard } from './dashboard.ts'
import { FATES, goodput } from './fates.ts'
import { figuresTable } from './figures-table.ts'
import { overlay } from './overlay.ts'
import { chosen, counted, quantile, shared, total } from './promql.ts'

const BY_TRIAL = { by: 'trial' }
const fateOf = (fate: string) => counted(names.LAB_CITIZENS_TOTAL, { ...BY_TRIAL, where: `fate="${fate}"` })
const decided = counted(names.LAB_CITIZENS_TOTAL, BY_TRIAL)

/** Mean over the seconds of a stage and over the trials of a strategy. */
function goodputIn(stage: 'before' | 'surge' | 'after'): string {
  const during = `${goodput('strategy, trial')} and on (strategy, trial) ${chosen(names.LAB_STAGE, `stage="${stage}"`)} == 1`
  return `avg by (strategy) (avg_over_time((${during})[$__range:1s]))`
}

const figures = figuresTable({
  title: 'Trials',
  says: 'Of the chosen time. Citizens are those who came for a permit. Of a trial that still runs: so far. The report has intervals and verdicts; one trial of each strategy is a demonstration. In containers all runs under one strategy bear one name: choose a time that holds one of each; deaths are not counted there.',
  key: 'trial',
  columns: [
    { name: 'citizens decided', expr: decided },
    { name: 'served within 30 s', expr: fateOf('served') },
    { name: 'share', expr: `${fateOf('served')} / ${decided}`, unit: 'percentunit', decimals: 1 },
    { name: 'later', expr: fateOf('late') },
    { name: 'turned away', expr: fateOf('turnedAway') },
    { name: 'gave up', expr: fateOf('gaveUp') },
    { name: 'highest goodput', expr: `max_over_time(${goodput('trial')}[$__range:1s])`, unit: 'suffix:/s', decimals: 1 },
    {
      name: 'p99 to acknowledgement',
      expr: `histogram_quantile(0.99, ${counted(`${names.LAB_ACKNOWLEDGEMENT_SECONDS}_bucket`, { by: 'trial, le' })})`,
      unit: 's',
      decimals: 2,
    },
    // Not of a system that stands idle between trials.
    {
      name: 'largest backlog',
      expr: `max by (trial) (max_over_time(${chosen(names.BACKLOG)}[$__range])) and on (trial) ${decided}`,
    },
    { name: 'deaths', expr: counted(names.LAB_PROCESS_EXITS_TOTAL, BY_TRIAL) },
  ],
})

export const compareStrategies = dashboard({
  name: 'compare-strategies',
  title: 'compare strategies',
  says: 'The same people under different strategies. Trials run one after the other: choose a time that holds them all. In containers runs under one strategy are one trial: choose a time with one run of each.',
  rows: [
    { title: 'Results', panels: [figures] },
    {
      title: 'Who was served',
      panels: [
        bars({
          title: 'Fates of the same citizens',
          says: 'How the ways of the citizens who came for a permit ended. The same seed brings the same people.',
          key: 'trial',
          parts: FATES.map(({ fate, name, colour }) => ({ name, colour, expr: fateOf(fate) })),
          stacking: StackingMode.Normal,
          unit: 'short',
          width: 12,
        }),
        bars({
          title: 'Permit goodput by stage',
          says: 'Citizens per second served within 30 s, mean of the seconds of the stage and of the trials of the strategy. Scenarios whose stages have other names have none.',
          key: 'strategy',
          parts: [
            { name: 'before the surge', colour: 'light-blue', expr: goodputIn('before') },
            { name: 'in the surge', colour: 'blue', expr: goodputIn('surge') },
            { name: 'after it', colour: 'dark-blue', expr: goodputIn('after') },
          ],
          stacking: StackingMode.None,
          unit: 'suffix:/s',
          width: 12,
        }),
      ],
    },
    {
      title: 'Second by second, laid over each other',
      panels: [
        overlay({
          title: 'Permit goodput',
          says: 'Citizens per second served within 30 s, by seconds since the trial’s first citizen.',
          expr: goodput('trial'),
          measure: 'permits a second',
          unit: 'suffix:/s',
        }),
        overlay({
          title: 'Time to acknowledgement, p99',
          says: 'Of those who got a durable 2xx, by seconds since the trial’s first citizen.',
          expr: quantile(0.99, names.LAB_ACKNOWLEDGEMENT_SECONDS, BY_TRIAL),
          measure: 'seconds, p99',
          unit: 's',
        }),
        overlay({
          title: 'Backlog',
          says: 'Accepted and not issued, by seconds since the trial’s first citizen.',
          expr: shared(names.BACKLOG, BY_TRIAL),
          measure: 'applications',
          unit: 'short',
        }),
        overlay({
          title: 'People on their way',
          says: 'Citizens who have come and whose way has not ended, by seconds since the trial’s first citizen.',
          expr: total(names.LAB_CITIZENS_ON_THEIR_WAY, BY_TRIAL),
          measure: 'citizens',
          unit: 'short',
        }),
      ],
    },
  ],
})
