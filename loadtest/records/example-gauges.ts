import type { ApplicationRecord } from './application-record.ts'
import { type GaugeRecord, NOTHING_READ } from './gauge-record.ts'

/** For tests: a second in which nothing could be read. */
export function gaugeAt(second: number): GaugeRecord {
  return { second, ...NOTHING_READ }
}

export function application(acceptedMs: number, issuedMs: number | null): ApplicationRecord {
  return { application: 'a', intake: 'queued', status: issuedMs === null ? 'accepted' : 'issued', acceptedMs, issuedMs }
}
