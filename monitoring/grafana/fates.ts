import { LAB_CITIZENS_TOTAL } from '../metric-names.ts'
import { perSecond } from './promql.ts'

/** How a citizen's way ends: value of the label `fate`, name, colour. From blue to orange, which every eye tells apart. */
export const FATES = [
  { fate: 'served', name: 'served within 30 s', colour: 'blue' },
  { fate: 'late', name: 'served later', colour: 'light-blue' },
  { fate: 'waiting', name: 'waiting for the result', colour: 'yellow' },
  { fate: 'turnedAway', name: 'turned away', colour: 'purple' },
  { fate: 'gaveUp', name: 'gave up', colour: 'orange' },
] as const

const SERVED = 'fate="served"'

/** Citizens per second who saw their permit within 30 s: the primary measure. */
export const goodput = (by?: string) => perSecond(LAB_CITIZENS_TOTAL, { by, where: SERVED })
