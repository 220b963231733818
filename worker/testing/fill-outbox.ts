import type pg from 'pg'
import { sampleAccount } from '../../licensing/testing/sample-application.ts'

/** `count` accepted applications with their outbox rows, unsent, in one statement: for tests of long backlogs. */
export async function fillOutbox(pool: pg.Pool, count: number): Promise<void> {
  await pool.query(
    `WITH business AS (
       INSERT INTO businesses (nik) SELECT '327101' || to_char(n, 'FM0000000000') FROM generate_series(1, $2) AS n RETURNING id
     ), application AS (
       INSERT INTO applications (account_id, business_id, idempotency_key, body_hash, owner_name, business_name, actor, scale, kbli,
         kbli_edition, region, capital_rp, workers, risk, intake)
       SELECT $1, id, id::text, '', 'Siti', 'Warung', 'individual', 'micro', '47112', '2020', '3271', 1, 1, 'low', 'queued' FROM business
       RETURNING id
     )
     INSERT INTO outbox (application_id, lane) SELECT id, 'main' FROM application`,
    [await sampleAccount(pool), count],
  )
}
