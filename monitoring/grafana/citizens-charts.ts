import * as names from '../metric-names.ts'
import { chart } from './chart.ts'
import { FATES, goodput } from './fates.ts'
import { perSecond, quantile, shared, total } from './promql.ts'

/** What the people outside see. */
export const loadAndGoodput = (width: number) =>
  chart({
    title: 'Load, promises, permits',
    says: 'Citizens per second: who come, who get a durable 2xx (a promise), who see their permit within 30 s (goodput). Dashed: what the scarcest declared resource lets through.',
    queries: [
      { expr: perSecond(names.LAB_ARRIVALS_TOTAL), legend: 'offered' },
      { expr: perSecond(names.LAB_ACKNOWLEDGED_TOTAL), legend: 'acknowledged' },
      { expr: goodput(), legend: 'served within 30 s' },
      { expr: shared(names.LAB_NOMINAL_CAPACITY), legend: 'nominal capacity' },
    ],
    unit: 'suffix:/s',
    width,
    colours: { offered: 'text', acknowledged: 'light-blue', 'served within 30 s': 'blue' },
    bounds: ['nominal capacity'],
  })

export const fatesOverTime = (width: number) =>
  chart({
    title: 'How their ways end',
    says: 'Citizens per second by fate, at the second in which it is decided. They left for good: turned away after rejections, gave up after time-outs or errors.',
    queries: FATES.map(({ fate, name }) => ({
      expr: perSecond(names.LAB_CITIZENS_TOTAL, { where: `fate="${fate}"` }),
      legend: name,
    })),
    unit: 'suffix:/s',
    width,
    stacked: true,
    colours: Object.fromEntries(FATES.map(({ name, colour }) => [name, colour])),
  })

export const attemptsByOutcome = (width: number) =>
  chart({
    title: 'Attempts by outcome',
    says: 'HTTP tries per second at the step that matters. More tries than citizens: retries, the load that the trouble itself makes.',
    queries: [{ expr: perSecond(names.LAB_ATTEMPTS_TOTAL, { by: 'outcome' }), legend: '{{outcome}}' }],
    unit: 'suffix:/s',
    width,
    stacked: true,
    colours: { ok: 'blue', rejected: 'purple', timedOut: 'orange', failed: 'red', reset: 'dark-red', refused: 'dark-orange' },
  })

export const timeToAcknowledgement = (width: number) =>
  chart({
    title: 'Time to acknowledgement',
    says: 'From the moment a citizen meant to send her application to the durable 2xx, of those who got one. Logarithmic.',
    queries: [0.5, 0.9, 0.99].map((q) => ({
      expr: quantile(q, names.LAB_ACKNOWLEDGEMENT_SECONDS),
      legend: `p${q * 100}`,
    })),
    unit: 's',
    width,
    log: true,
  })

export const peopleInside = (width: number) =>
  chart({
    title: 'People on their way',
    says: 'Citizens who have come and whose way has not ended; requests inside the portal; of those, zombies: work for people who have gone.',
    queries: [
      { expr: total(names.LAB_CITIZENS_ON_THEIR_WAY), legend: 'citizens' },
      { expr: total(names.HTTP_REQUESTS_IN_FLIGHT), legend: 'requests' },
      { expr: total(names.HTTP_REQUESTS_ZOMBIE), legend: 'zombies' },
    ],
    unit: 'short',
    width,
    colours: { citizens: 'text', requests: 'blue', zombies: 'orange' },
  })
