import type { CitizenRecord } from '../records/citizen-record.ts'
import type { Arrival } from './schedule.ts'

/** The row of somebody who has not come: how every citizen's row begins, and how it stays when the generator never sends her. */
export function unsentRow({ citizen, journey, stage, atMs }: Arrival, finishedMs: number): CitizenRecord {
  return {
    citizen,
    journey,
    stage,
    intendedMs: atMs,
    startedMs: null,
    finishedMs,
    ending: 'not-sent',
    attempts: 0,
    acknowledgedMs: null,
    announcedWaitS: null,
    applicationId: null,
    resultMs: null,
    nib: null,
  }
}
