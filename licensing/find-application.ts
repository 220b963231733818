import { APPLICATION_COLUMNS, PERMITS_COLUMN, toApplication, toPermit } from './application-row.ts'
import type { ApplicationRow, PermitJson } from './application-row.ts'
import { labelOf } from './application.ts'
import type { Application, HistoryEntry, Status } from './application.ts'
import type { Queryable } from './database.ts'
import type { Identity } from './identity.ts'

export type ApplicationWithHistory = Application & { history: HistoryEntry[] }

interface EventJson {
  at: string
  status: Status
  code: string
  reason: string | null
}

const FIND = {
  name: 'find-application',
  text: `SELECT ${APPLICATION_COLUMNS}, ${PERMITS_COLUMN},
    (SELECT json_agg(json_build_object('at', at, 'status', status, 'code', code, 'reason', reason) ORDER BY id)
     FROM events WHERE application_id = a.id) AS events
    FROM applications a WHERE a.id = $1 AND a.account_id = $2`,
}

/** An account's own application with its history; null when there is none or it is somebody else's. */
export async function findApplication(db: Queryable, id: string, accountId: string): Promise<ApplicationWithHistory | null> {
  const { rows } = await db.query<ApplicationRow & { permits: PermitJson[]; events: EventJson[] }>({
    ...FIND,
    values: [id, accountId],
  })
  const [row] = rows
  if (!row) return null
  const history = row.events.map((event) => ({ ...event, at: new Date(event.at), label: labelOf(event.status, row.risk) }))
  return { ...toApplication(row, row.permits.map(toPermit)), history }
}

/** What the worker needs before it issues: whom to ask about, and whether it is still to be done. Null: unknown id. */
export async function findForIssue(
  db: Queryable,
  id: string,
): Promise<{ status: Status; identity: Identity; acceptedAt: Date } | null> {
  const { rows } = await db.query<{ status: Status; nik: string; owner_name: string; accepted_at: Date }>({
    name: 'find-for-issue',
    text: `SELECT a.status, b.nik, a.owner_name, a.accepted_at FROM applications a JOIN businesses b ON b.id = a.business_id
      WHERE a.id = $1`,
    values: [id],
  })
  const [row] = rows
  return row ? { status: row.status, identity: { nik: row.nik, name: row.owner_name }, acceptedAt: row.accepted_at } : null
}
