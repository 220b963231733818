import * as names from '../metric-names.ts'
import { chart } from './chart.ts'
import { perSecond, quantile, shared } from './promql.ts'

/** The officers' queue: the slow half of the portal, with a promise in working days. */
export const verificationTasks = (width: number) =>
  chart({
    title: 'Verification: tasks',
    says: 'Undecided tasks by state: open, claimed by an officer, returned to the applicant.',
    queries: [{ expr: shared(names.VERIFICATION_TASKS, { by: 'state' }), legend: '{{state}}' }],
    unit: 'short',
    width,
    stacked: true,
    colours: { open: 'orange', claimed: 'blue', returned: 'purple' },
  })

export const verificationAge = (width: number) =>
  chart({
    title: 'Verification: oldest task',
    says: 'Age of the oldest task that is open or claimed.',
    queries: [{ expr: shared(names.VERIFICATION_OLDEST_SECONDS), legend: 'oldest' }],
    unit: 's',
    width,
  })

export const verificationSla = (width: number) =>
  chart({
    title: 'Verification: share of the allowed time used',
    says: 'Of the worst open or claimed task, in the working days that its risk allows. Beyond 100 % it is overdue.',
    queries: [{ expr: shared(names.VERIFICATION_SLA_USED_RATIO), legend: 'worst task' }],
    unit: 'percentunit',
    limit: 1,
    width,
  })

export const verificationOverdue = (width: number) =>
  chart({
    title: 'Verification: overdue',
    says: 'Tasks that are older than their working days allow.',
    queries: [{ expr: shared(names.VERIFICATION_OVERDUE), legend: 'overdue' }],
    unit: 'short',
    width,
    colours: { overdue: 'red' },
  })

export const officersBusy = (width: number) =>
  chart({
    title: 'Officers at work',
    says: 'Officers who hold a task.',
    queries: [{ expr: shared(names.VERIFICATION_OFFICERS_BUSY), legend: 'busy' }],
    unit: 'short',
    width,
  })

export const officersDecisions = (width: number) =>
  chart({
    title: 'Decisions of officers',
    says: 'Per second: verified, returned to the applicant, rejected.',
    queries: [{ expr: perSecond(names.VERIFICATION_DECISIONS_TOTAL, { by: 'decision' }), legend: '{{decision}}' }],
    unit: 'suffix:/s',
    width,
    stacked: true,
    colours: { verify: 'blue', return: 'yellow', reject: 'orange' },
  })

export const timeToDecision = (width: number) =>
  chart({
    title: 'Time to an officer’s decision',
    says: 'From the opening of the task to the decision, time at the applicant included.',
    queries: [0.5, 0.95].map((q) => ({ expr: quantile(q, names.VERIFICATION_DECISION_SECONDS), legend: `p${q * 100}` })),
    unit: 's',
    width,
    log: true,
  })
