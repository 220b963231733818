import * as names from '../metric-names.ts'
import { chart } from './chart.ts'
import { chosen, perSecond, quantile, shared, total } from './promql.ts'

export const backlog = (width: number) =>
  chart({
    title: 'Backlog',
    says: 'Applications accepted and not issued yet, in work included, and those of them that the queue does not have yet (outbox). What was acknowledged is never lost, so that this only shrinks by work.',
    queries: [
      { expr: shared(names.BACKLOG), legend: 'accepted, not issued' },
      { expr: shared(names.OUTBOX_UNSENT), legend: 'in the outbox' },
    ],
    unit: 'short',
    width,
    colours: { 'accepted, not issued': 'blue', 'in the outbox': 'orange' },
  })

export const laneDepth = (width: number) =>
  chart({
    title: 'Depth of the lanes',
    says: 'Jobs that wait in a lane of the queue, not those in work.',
    queries: [{ expr: shared(names.QUEUE_DEPTH, { by: 'lane' }), legend: '{{lane}}' }],
    unit: 'short',
    width,
    stacked: true,
  })

export const oldestWait = (width: number) =>
  chart({
    title: 'Oldest wait',
    says: 'Age of the oldest application that is not issued, by lane, and of the oldest one that the queue does not have yet.',
    queries: [
      { expr: shared(names.QUEUE_OLDEST_WAIT_SECONDS, { by: 'lane' }), legend: '{{lane}}' },
      { expr: shared(names.OUTBOX_OLDEST_SECONDS), legend: 'outbox' },
    ],
    unit: 's',
    width,
  })

export const waitTime = (width: number) =>
  chart({
    title: 'Wait until work began',
    says: 'From acceptance to the start of the work that ended with a permit or a rejection, of the applications finished just now.',
    queries: quantiles(names.APPLICATION_WAIT_SECONDS),
    unit: 's',
    width,
    log: true,
  })

export const serviceTime = (width: number) =>
  chart({
    title: 'Work on one application',
    says: 'Identity check included. By lane, p99.',
    queries: [{ expr: quantile(0.99, names.APPLICATION_SERVICE_SECONDS, { by: 'lane' }), legend: '{{lane}}' }],
    unit: 's',
    width,
  })

export const jobAttempts = (width: number) =>
  chart({
    title: 'Attempts at jobs',
    says: 'Per second by result. done-before: delivered twice, found done, harmless. failed: comes again.',
    queries: [{ expr: perSecond(names.JOB_ATTEMPTS_TOTAL, { by: 'result' }), legend: '{{result}}' }],
    unit: 'suffix:/s',
    width,
    stacked: true,
    colours: { issued: 'blue', rejected: 'purple', 'done-before': 'light-blue', failed: 'orange' },
  })

export const jobsActive = (width: number) =>
  chart({
    title: 'Jobs in work',
    says: 'By lane, all workers together: as many as the lane’s concurrency allows, or fewer when there is not enough to do.',
    queries: [{ expr: total(names.JOBS_ACTIVE, { by: 'lane' }), legend: '{{lane}}' }],
    unit: 'short',
    width,
    stacked: true,
  })

export const jobsStalled = (width: number) =>
  chart({
    title: 'Stalled jobs',
    says: 'Taken back from a worker that had died or stood still, so far, by lane.',
    queries: [{ expr: total(names.JOBS_STALLED_TOTAL, { by: 'lane' }), legend: '{{lane}}' }],
    unit: 'short',
    width,
  })

export const registrySlots = (width: number) =>
  chart({
    title: 'Identity registry',
    says: 'Checks in service and checks that wait for a slot. Dashed: slots. The scarcest declared resource: when it is full, nobody can issue faster.',
    queries: [
      { expr: shared(names.AGENCY_SLOTS_BUSY), legend: 'in service' },
      { expr: shared(names.AGENCY_WAITING), legend: 'waiting' },
      { expr: shared(names.AGENCY_SLOTS), legend: 'slots' },
    ],
    unit: 'short',
    width,
    colours: { 'in service': 'blue', waiting: 'orange' },
    bounds: ['slots'],
  })

export const registryChecks = (width: number) =>
  chart({
    title: 'Identity checks by outcome',
    says: 'Per second. aborted: the caller had gone, work for nobody.',
    queries: [{ expr: perSecond(names.AGENCY_CHECKS_TOTAL, { by: 'outcome' }), legend: '{{outcome}}' }],
    unit: 'suffix:/s',
    width,
    stacked: true,
    colours: { answered: 'blue', quota: 'purple', overloaded: 'orange', aborted: 'red' },
  })

export const registryTime = (width: number) =>
  chart({
    title: 'Identity check at the registry',
    says: 'From its arrival to its answer, wait for a slot included.',
    queries: quantiles(names.AGENCY_CHECK_DURATION_SECONDS),
    unit: 's',
    width,
  })

export const registryQuota = (width: number) =>
  chart({
    title: 'Daily quota of the registry',
    says: 'Share that is used up; 0 where there is no quota.',
    queries: [{ expr: `max (${chosen(names.AGENCY_QUOTA_USED)} / ${chosen(names.AGENCY_QUOTA_LIMIT)})`, legend: 'used' }],
    unit: 'percentunit',
    max: 1,
    limit: 0.9,
    width,
  })

const quantiles = (histogram: string) => [0.5, 0.9, 0.99].map((q) => ({ expr: quantile(q, histogram), legend: `p${q * 100}` }))
