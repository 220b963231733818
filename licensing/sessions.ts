import type { Queryable } from './database.ts'
import type { Identity } from './identity.ts'
import { hashPassword, verifyPassword } from './password.ts'
import { hashToken, newToken } from './session-token.ts'

/** A session lasts a working day. */
const SESSION_HOURS = 8

export interface Session {
  accountId: string
  role: 'applicant' | 'officer'
  /** Null after a short sign-up: the application must carry it. */
  identity: Identity | null
}

export type OpenSessionResult = { kind: 'opened'; token: string; expiresAt: Date } | { kind: 'wrong-credentials' }

/** Made once, when first needed: an unknown contact costs the same work as a wrong password. */
let nobodysPassword: Promise<string> | undefined

/** Logs in. Unknown contact, wrong password and an account not yet activated are one answer, after the same work. */
export async function openSession(db: Queryable, contact: string, password: string): Promise<OpenSessionResult> {
  const { rows } = await db.query<{ id: string; password_hash: string | null }>(
    'SELECT id, password_hash FROM accounts WHERE contact = $1 AND active',
    [contact],
  )
  const [account] = rows
  const stored = account?.password_hash ?? (await (nobodysPassword ??= hashPassword(newToken())))
  if (!(await verifyPassword(password, stored)) || !account) return { kind: 'wrong-credentials' }
  const token = newToken()
  const session = await db.query<{ expires_at: Date }>(
    `INSERT INTO sessions (token_hash, account_id, expires_at) VALUES ($1, $2, now() + make_interval(hours => ${SESSION_HOURS}))
     RETURNING expires_at`,
    [hashToken(token), account.id],
  )
  return { kind: 'opened', token, expiresAt: session.rows[0]!.expires_at }
}

const FIND = {
  name: 'find-session',
  text: `SELECT a.id, a.role, a.nik, a.full_name FROM sessions s JOIN accounts a ON a.id = s.account_id
    WHERE s.token_hash = $1 AND s.expires_at > now()`,
}

/** The session of a token (`hashToken(token)`), null when there is none or it has expired. */
export async function findSession(db: Queryable, tokenHash: Buffer): Promise<Session | null> {
  const { rows } = await db.query<{ id: string; role: Session['role']; nik: string | null; full_name: string }>({
    ...FIND,
    values: [tokenHash],
  })
  const [row] = rows
  if (!row) return null
  return { accountId: row.id, role: row.role, identity: row.nik === null ? null : { nik: row.nik, name: row.full_name } }
}
