import pg from 'pg'
import type { CitizenRecord } from '../records/citizen-record.ts'
import type { Ledger } from '../records/trial-facts.ts'

/** What a citizen holds in her hand. */
type Held = Pick<CitizenRecord, 'applicationId' | 'nib'>

/** The audit reads a quiet database; a query that runs longer than this means that something is wrong with it. */
const QUERY_LIMIT_MS = 60_000

/**
 * Compares what citizens were told with what the database holds, in SQL of the audit's own that trusts none of the constraints.
 * Portal and worker must have ended.
 * @param citizens every record of the trial; those with an `applicationId` hold a 2xx
 * @param startedAt epoch ms; what was there before (the seeded permit) belongs to no citizen and is no unacknowledged application
 * @throws when the database cannot be read
 */
export async function audit(databaseUrl: string, citizens: Iterable<Held>, startedAt: number): Promise<Ledger> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    query_timeout: QUERY_LIMIT_MS,
    connectionTimeoutMillis: QUERY_LIMIT_MS,
  })
  client.on('error', () => undefined) // The query that is on its way reports it.
  await client.connect()
  try {
    await storePromises(client, citizens)
    const { rows } = await client.query<Ledger>(LEDGER, [new Date(startedAt)])
    return rows[0] as Ledger
  } finally {
    await client.end()
  }
}

async function storePromises(client: pg.Client, citizens: Iterable<Held>): Promise<void> {
  await client.query('CREATE TEMPORARY TABLE promises (application_id uuid NOT NULL, nib text)')
  const held = [...citizens].filter(({ applicationId }) => applicationId !== null)
  await client.query('INSERT INTO promises SELECT * FROM unnest($1::uuid[], $2::text[])', [
    held.map(({ applicationId }) => applicationId),
    held.map(({ nib }) => nib),
  ])
}

/** Definitions: docs/definitions.md. acknowledged = issued + pending + lost holds by construction of `fate`. */
const LEDGER = `
WITH acknowledged AS (
  SELECT DISTINCT application_id AS id FROM promises
), fate AS (
  SELECT acknowledged.id, CASE
    WHEN applications.id IS NULL THEN 'lost'
    WHEN applications.status = 'accepted' THEN 'pending'
    -- A decision without its permit is no permit: the citizen was promised one that does not exist.
    WHEN applications.status <> 'rejected'
      AND NOT EXISTS (SELECT FROM permits WHERE permits.application_id = acknowledged.id AND kind = 'nib') THEN 'lost'
    ELSE 'issued' END AS fate
  FROM acknowledged LEFT JOIN applications USING (id)
), duplicates AS (
  SELECT count(*) - count(DISTINCT (account_id, idempotency_key)) AS n FROM applications
  UNION ALL
  SELECT count(*) - count(DISTINCT (business_id, kbli, region)) FROM applications WHERE status <> 'rejected'
  UNION ALL
  SELECT count(*) - count(DISTINCT nik) FROM businesses
  UNION ALL
  SELECT count(*) - count(DISTINCT (application_id, kind)) FROM permits
  UNION ALL
  -- Two NIBs for one business, or one NIB for two.
  SELECT coalesce(sum(n - 1), 0) FROM (
    SELECT count(DISTINCT number) AS n FROM permits JOIN applications ON applications.id = application_id
    WHERE kind = 'nib' GROUP BY business_id
  ) AS nibs_of_business
  UNION ALL
  SELECT coalesce(sum(n - 1), 0) FROM (
    SELECT count(DISTINCT business_id) AS n FROM permits JOIN applications ON applications.id = application_id
    WHERE kind = 'nib' GROUP BY number
  ) AS businesses_of_nib
  UNION ALL
  SELECT count(*) - count(DISTINCT application_id) FROM verification_tasks
), orphans AS (
  SELECT count(*) AS n FROM permits LEFT JOIN applications ON applications.id = application_id WHERE applications.id IS NULL
  UNION ALL
  SELECT count(*) FROM verification_tasks LEFT JOIN applications ON applications.id = application_id WHERE applications.id IS NULL
  UNION ALL
  SELECT count(*) FROM outbox LEFT JOIN applications ON applications.id = application_id WHERE applications.id IS NULL
  UNION ALL
  SELECT count(*) FROM applications LEFT JOIN businesses ON businesses.id = business_id WHERE businesses.id IS NULL
)
SELECT
  (SELECT count(*) FROM acknowledged)::int AS acknowledged,
  (SELECT count(*) FROM fate WHERE fate = 'issued')::int AS issued,
  (SELECT count(*) FROM fate WHERE fate = 'pending')::int AS pending,
  -- The outbox row is what moves an application: relay and reconciler both start from it.
  (SELECT count(*) FROM fate WHERE fate = 'pending'
    AND NOT EXISTS (SELECT FROM outbox WHERE outbox.application_id = fate.id))::int AS stuck,
  (SELECT count(*) FROM fate WHERE fate = 'lost')::int AS lost,
  (SELECT sum(n) FROM duplicates)::int AS duplicated,
  (SELECT sum(n) FROM orphans)::int AS orphaned,
  (SELECT count(*) FROM promises JOIN applications ON applications.id = application_id
    JOIN businesses ON businesses.id = business_id
    WHERE promises.nib IS NOT NULL AND promises.nib IS DISTINCT FROM businesses.nib::text)::int AS "wrongNib",
  (SELECT count(*) FROM applications WHERE accepted_at >= $1
    AND NOT EXISTS (SELECT FROM acknowledged WHERE acknowledged.id = applications.id))::int AS unacknowledged
`
