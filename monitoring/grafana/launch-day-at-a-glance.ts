import { LAB_ACKNOWLEDGEMENT_SECONDS, LAB_ARRIVALS_TOTAL, LAB_PROCESS_EXITS_TOTAL, LAB_STAGE, BACKLOG } from '../metric-names.ts'
import { attemptsByOutcome, fatesOverTime, loadAndGoodput, peopleInside, timeToAcknowledgement } from './citizens-charts.ts'
import { dashboard } from './dashboard.ts'
import { goodput } from './fates.ts'
import { poolSaturation } from './pool-charts.ts'
import { eventLoopBusy, eventLoopLag, heap } from './process-charts.ts'
import { chosen, perSecond, quantile, shared, total } from './promql.ts'
import { backlog, registrySlots } from './queue-charts.ts'
import { stat } from './stat.ts'
import { alerts, deaths, generatorLag, starts } from './trouble-charts.ts'
import { verificationSla } from './verification-charts.ts'

const latest = [
  stat({
    title: 'Stage',
    says: 'Of the scenario, while people come.',
    query: { expr: `max by (stage) (${chosen(LAB_STAGE)} == 1)`, legend: '{{stage}}', as: 'now' },
    unit: 'none',
    name: true,
  }),
  stat({
    title: 'Offered load',
    says: 'Citizens who come in a second, whatever the portal does.',
    query: { expr: perSecond(LAB_ARRIVALS_TOTAL), legend: 'offered' },
    unit: 'suffix:/s',
    decimals: 1,
  }),
  stat({
    title: 'Permit goodput',
    says: 'Citizens in a second who see their permit within 30 s of the moment they meant to come: the primary measure.',
    query: { expr: goodput(), legend: 'goodput' },
    unit: 'suffix:/s',
    decimals: 1,
  }),
  stat({
    title: 'Time to acknowledgement, p99',
    says: 'From the moment a citizen meant to send her application to the durable 2xx, of those who got one.',
    query: { expr: quantile(0.99, LAB_ACKNOWLEDGEMENT_SECONDS), legend: 'p99' },
    unit: 's',
    steps: [
      [1, 'yellow'],
      [5, 'orange'],
    ],
  }),
  stat({
    title: 'Backlog now',
    says: 'Applications accepted and not issued yet: what has been promised.',
    query: { expr: shared(BACKLOG), legend: 'backlog' },
    unit: 'short',
    decimals: 0,
  }),
  stat({
    title: 'Deaths so far',
    says: 'Ends of portal, worker and agencies that nobody ordered, so far. A dash: nobody counts them (containers).',
    query: { expr: total(LAB_PROCESS_EXITS_TOTAL), legend: 'deaths' },
    unit: 'none',
    decimals: 0,
    steps: [[1, 'red']],
  }),
]

export const launchDayAtAGlance = dashboard({
  name: 'launch-day-at-a-glance',
  title: 'launch day at a glance',
  says: 'One page for the wall: what the citizens get, and which part of the portal is full. How the real portal is built inside is our hypothesis.',
  rows: [
    { title: 'Now', panels: latest },
    {
      title: 'The people',
      panels: [loadAndGoodput(12), fatesOverTime(12), attemptsByOutcome(8), timeToAcknowledgement(8), peopleInside(8)],
    },
    {
      title: 'What is full',
      panels: [
        backlog(8),
        registrySlots(8),
        poolSaturation(8),
        eventLoopBusy('portal|worker', 6),
        eventLoopLag('portal|worker', 6),
        heap('portal|worker', 6),
        verificationSla(6),
      ],
    },
    { title: 'What went wrong', panels: [deaths(6), starts(6), alerts(6), generatorLag(6)] },
  ],
})
