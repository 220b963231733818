import fc from 'fast-check'
import type { CitizenRecord } from './citizen-record.ts'

/** For tests: any record at all, also such as no driver would write. */
export const anyCitizen: fc.Arbitrary<CitizenRecord> = fc.record({
  citizen: fc.nat(50),
  journey: fc.constantFrom('returning-applicant', 'newcomer', 'visitor'),
  stage: fc.constant('surge'),
  intendedMs: fc.nat(70_000),
  startedMs: fc.option(fc.nat(70_000)),
  finishedMs: fc.nat(100_000),
  ending: fc.constantFrom('result', 'rejected', 'error', 'waiting', 'not-sent'),
  attempts: fc.nat(4),
  acknowledgedMs: fc.option(fc.nat(100_000)),
  announcedWaitS: fc.option(fc.nat(60)),
  applicationId: fc.option(fc.constant('a')),
  resultMs: fc.option(fc.nat(100_000)),
  nib: fc.option(fc.constant('2211250000001')),
})
