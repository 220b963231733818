import type { Queryable } from './database.ts'

/** An accepted, queued application that is not issued yet; the row is deleted by `issueApplication`. */
export interface OutboxRow {
  /** bigint as text. */
  id: string
  applicationId: string
  lane: string
  acceptedAtMs: number
}

const COLUMNS = `id, application_id AS "applicationId", lane, extract(epoch FROM accepted_at)::float * 1000 AS "acceptedAtMs"`

/**
 * The oldest rows not handed to the queue, locked for this transaction; rows that another relay holds are skipped. Never `id > last`:
 * a transaction that took a smaller id may commit later.
 */
export async function claimUnsent(tx: Queryable, limit: number): Promise<OutboxRow[]> {
  const { rows } = await tx.query<OutboxRow>({
    name: 'claim-unsent',
    text: `SELECT ${COLUMNS} FROM outbox WHERE sent_at IS NULL ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED`,
    values: [limit],
  })
  return rows
}

/** Marks rows as handed to the queue, in the transaction that claimed them. */
export async function markSent(tx: Queryable, ids: readonly string[]): Promise<void> {
  await tx.query({
    name: 'mark-sent',
    text: 'UPDATE outbox SET sent_at = clock_timestamp() WHERE id = ANY ($1::bigint[])',
    values: [ids],
  })
}

/** Rows sent at least `seconds` ago and still not issued, by id, after `afterId`: the reconciler pages through all of them. */
export async function sentBefore(db: Queryable, seconds: number, limit: number, afterId = '0'): Promise<OutboxRow[]> {
  const { rows } = await db.query<OutboxRow>({
    name: 'sent-before',
    text: `SELECT ${COLUMNS} FROM outbox
      WHERE id > $3 AND sent_at < clock_timestamp() - make_interval(secs => $1) ORDER BY id LIMIT $2`,
    values: [seconds, limit, afterId],
  })
  return rows
}

/** Gives rows that the queue has forgotten back to the relay. */
export async function markUnsent(db: Queryable, ids: readonly string[]): Promise<void> {
  await db.query('UPDATE outbox SET sent_at = NULL WHERE id = ANY ($1::bigint[])', [ids])
}
