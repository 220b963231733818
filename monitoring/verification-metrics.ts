import type { Registry } from 'prom-client'
import * as names from './metric-names.ts'
import { stateGauge, stateGauges } from './state-gauge.ts'

/** The officers' queue. */
export interface VerificationCounts {
  readonly open: number
  readonly claimed: number
  readonly returned: number
  /** Age of the oldest task that is open or claimed, s; 0 = there is none. */
  readonly oldestS: number
  readonly overdue: number
  readonly slaUsedRatio: number
  readonly officersBusy: number
}

const SHARED = '(shared state: max, never sum)'

/** Shared state of the portals: verification as a queue. `read` answers from memory; null = unknown. */
export function verificationMetrics(registry: Registry, read: () => VerificationCounts | null): void {
  stateGauges(
    registry,
    names.VERIFICATION_TASKS,
    `Undecided tasks by state: open, claimed by an officer, returned to the applicant ${SHARED}`,
    'state',
    () => {
      const queue = read()
      return queue && { open: queue.open, claimed: queue.claimed, returned: queue.returned }
    },
  )
  const show = (name: string, help: string, field: keyof VerificationCounts) =>
    stateGauge(registry, name, `${help} ${SHARED}`, () => read()?.[field] ?? null)
  show(names.VERIFICATION_OLDEST_SECONDS, 'Age of the oldest task that is open or claimed; 0 = none', 'oldestS')
  show(names.VERIFICATION_OVERDUE, 'Open or claimed tasks older than their working days allow', 'overdue')
  show(
    names.VERIFICATION_SLA_USED_RATIO,
    'Share of its allowed working days that the worst open or claimed task has used; above 1 it is overdue',
    'slaUsedRatio',
  )
  show(names.VERIFICATION_OFFICERS_BUSY, 'Officers who hold at least one claimed task', 'officersBusy')
}
