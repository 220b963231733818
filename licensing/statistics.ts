import type { Queryable } from './database.ts'

/** Counts by the labels of the Bogor study, plus the two states that it does not name. */
export interface Statistics {
  automatic: number
  waitingForVerification: number
  issuedAfterVerification: number
  accepted: number
  rejected: number
}

/** Counts all applications by label. Reads the whole table: some milliseconds for tens of thousands of rows. */
export async function countByLabel(db: Queryable): Promise<Statistics> {
  const { rows } = await db.query<Statistics>(`
    SELECT count(*) FILTER (WHERE status = 'issued' AND risk IN ('low', 'medium-low'))::int AS automatic,
      count(*) FILTER (WHERE status IN ('awaiting-verification', 'returned'))::int AS "waitingForVerification",
      count(*) FILTER (WHERE status = 'issued' AND risk IN ('medium-high', 'high'))::int AS "issuedAfterVerification",
      count(*) FILTER (WHERE status = 'accepted')::int AS accepted,
      count(*) FILTER (WHERE status = 'rejected')::int AS rejected
    FROM applications`)
  return rows[0]!
}
