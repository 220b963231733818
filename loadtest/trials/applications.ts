import { join } from 'node:path'
import { writeCsv } from '../records/csv.ts'
import { APPLICATION_COLUMNS, type ApplicationRecord } from '../records/application-record.ts'
import { askOnce } from './ask-once.ts'

/**
 * The commits themselves, not the times in the rows: those are read at the beginning of a transaction, and under load one lasts long. An
 * event is written in the transaction that accepts and in the one that issues, and never changed afterwards.
 */
const APPLICATIONS = `
SELECT a.id AS application, a.intake, a.status,
  (extract(epoch FROM pg_xact_commit_timestamp(accepted.xmin)) * 1000 - $1::numeric)::float AS "acceptedMs",
  (extract(epoch FROM pg_xact_commit_timestamp(issued.xmin)) * 1000 - $1::numeric)::float AS "issuedMs"
FROM applications a
JOIN events accepted ON accepted.application_id = a.id AND accepted.status = 'accepted'
LEFT JOIN LATERAL (
  SELECT xmin FROM events WHERE application_id = a.id AND id > accepted.id ORDER BY id LIMIT 1
) issued ON true
WHERE a.accepted_at >= to_timestamp($1::float / 1000)
ORDER BY accepted.id`

/**
 * Writes down when the database held each application of the trial as accepted and as issued: applications.csv. Portal and worker have
 * ended. A server of the user's own that does not keep the times of commits leaves no file: unknown.
 */
export async function saveApplications(databaseUrl: string, directory: string, startedAt: number): Promise<void> {
  const [setting] = await askOnce<{ kept: string }>(databaseUrl, "SELECT current_setting('track_commit_timestamp') AS kept")
  if (setting?.kept !== 'on') return
  const rows = await askOnce<ApplicationRecord>(databaseUrl, APPLICATIONS, [startedAt])
  writeCsv(join(directory, 'applications.csv'), APPLICATION_COLUMNS, rows)
}
