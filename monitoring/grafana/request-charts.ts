import * as names from '../metric-names.ts'
import { chart } from './chart.ts'
import { perSecond, quantile, total } from './promql.ts'

const COUNT = `${names.HTTP_REQUEST_DURATION_SECONDS}_count`

export const requestsByRoute = (width: number) =>
  chart({
    title: 'Requests by route',
    says: 'Per second, all portals together. Tracking (GET of an application) grows with the backlog: people ask again.',
    queries: [{ expr: perSecond(COUNT, { by: 'method, route' }), legend: '{{method}} {{route}}' }],
    unit: 'suffix:/s',
    width,
    stacked: true,
  })

export const requestsByStatus = (width: number) =>
  chart({
    title: 'Requests by status',
    says: 'Per second. 429 and 503: told to come back. 499: the citizen had gone before the answer.',
    queries: [{ expr: perSecond(COUNT, { by: 'status' }), legend: '{{status}}' }],
    unit: 'suffix:/s',
    width,
    stacked: true,
  })

export const requestShares = (width: number) =>
  chart({
    title: 'Refused, lost, wrong',
    says: 'Shares of all requests: told to come back (429, 503), given up by the citizen (499), errors of the portal (other 5xx).',
    queries: [
      { expr: shareOf('429|503'), legend: 'told to come back' },
      { expr: shareOf('499'), legend: 'given up' },
      { expr: shareOf('500|502|504'), legend: 'errors' },
    ],
    unit: 'percentunit',
    max: 1,
    width,
    colours: { 'told to come back': 'purple', 'given up': 'orange', errors: 'red' },
  })

export const requestTime = (width: number) =>
  chart({
    title: 'Duration of requests',
    says: 'From the request to the end of its answer, or until its citizen had gone. Logarithmic.',
    queries: [0.5, 0.9, 0.99].map((q) => ({ expr: quantile(q, names.HTTP_REQUEST_DURATION_SECONDS), legend: `p${q * 100}` })),
    unit: 's',
    width,
    log: true,
  })

export const requestTimeByRoute = (width: number) =>
  chart({
    title: 'Duration by route, p99',
    says: 'Which page is slow. Logarithmic.',
    queries: [
      { expr: quantile(0.99, names.HTTP_REQUEST_DURATION_SECONDS, { by: 'method, route' }), legend: '{{method}} {{route}}' },
    ],
    unit: 's',
    width,
    log: true,
  })

export const requestsInside = (width: number) =>
  chart({
    title: 'Requests inside the portal',
    says: 'Until their handler ends. Zombies: those whose citizen has gone, work that nobody waits for.',
    queries: [
      { expr: total(names.HTTP_REQUESTS_IN_FLIGHT), legend: 'inside' },
      { expr: total(names.HTTP_REQUESTS_ZOMBIE), legend: 'zombies' },
    ],
    unit: 'short',
    width,
    colours: { inside: 'blue', zombies: 'orange' },
  })

export const requestsAge = (width: number) =>
  chart({
    title: 'Age of the requests inside',
    says: 'Mean time that the requests whose citizens still wait have spent inside by now.',
    queries: [
      {
        expr: `${total(names.HTTP_REQUESTS_AGE_SECONDS)} / clamp_min(${total(names.HTTP_REQUESTS_IN_FLIGHT)} - ${total(names.HTTP_REQUESTS_ZOMBIE)}, 1)`,
        legend: 'mean',
      },
    ],
    unit: 's',
    width,
  })

export const gateDecisions = (width: number) =>
  chart({
    title: 'Decisions of the gate',
    says: 'Per second: admitted, or the reason of the refusal. This is the strategy at work.',
    queries: [{ expr: perSecond(names.GATE_DECISIONS_TOTAL, { by: 'decision' }), legend: '{{decision}}' }],
    unit: 'suffix:/s',
    width,
    stacked: true,
    colours: { admitted: 'blue' },
  })

export const refusalsByStep = (width: number) =>
  chart({
    title: 'Refusals by step',
    says: 'Per second: what they wanted to do when they were told to come back.',
    queries: [{ expr: perSecond(names.GATE_DECISIONS_TOTAL, { by: 'step', where: 'decision!="admitted"' }), legend: '{{step}}' }],
    unit: 'suffix:/s',
    width,
    stacked: true,
  })

/** 0 while there is no such answer, where the rate alone would be absent. */
const shareOf = (statuses: string) =>
  `(${perSecond(COUNT, { where: `status=~"${statuses}"` })} or vector(0)) / ${perSecond(COUNT)}`
