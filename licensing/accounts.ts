import { randomInt } from 'node:crypto'
import pg from 'pg'
import type { Queryable } from './database.ts'
import { hashPassword } from './password.ts'

/** An activation code is valid for this long, and for this many tries. */
const OTP_MINUTES = 10
const OTP_TRIES = 5
const OTP_DIGITS = 6

const UNIQUE_VIOLATION = '23505'

export interface AccountInput {
  /** E-mail address or phone number in +62 form. */
  contact: string
  channel: 'email' | 'whatsapp'
  fullName: string
  password: string
  /** Absent in the short sign-up: then the first application asks for it. */
  identity?: AccountIdentity | undefined
}

interface AccountIdentity {
  nik: string
  /** YYYY-MM-DD. */
  dateOfBirth: string
  gender: 'female' | 'male'
  address: string
  postcode: string
}

export type CreateAccountResult =
  /** `otp` goes out through the message gateway and nowhere else. */
  { kind: 'created'; account: { id: string; contact: string }; otp: string } | { kind: 'contact-taken' }

// The account's id salts the code's hash.
const CODE_HASH = (accountId: string, otp: string) => `sha256(convert_to(${accountId}::text || ':' || ${otp}::text, 'UTF8'))`

const CREATE = `
WITH account AS (
  INSERT INTO accounts (contact, channel, full_name, password_hash, nik, date_of_birth, gender, address, postcode)
  SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9 WHERE NOT EXISTS (SELECT FROM accounts WHERE contact = $1 AND active)
  RETURNING id, contact
), code AS (
  INSERT INTO activation_codes (account_id, code_hash, expires_at)
  SELECT id, ${CODE_HASH('id', '$10')}, now() + make_interval(mins => ${OTP_MINUTES}) FROM account
)
SELECT id, contact FROM account`

/**
 * Signs somebody up. The account is inactive until its code comes back; a contact may have several inactive accounts (each with its own
 * code and password, so that nobody can smuggle a password into another's sign-up), and one active.
 */
export async function createAccount(db: Queryable, input: AccountInput): Promise<CreateAccountResult> {
  const { contact, channel, fullName, identity } = input
  const passwordHash = await hashPassword(input.password)
  const otp = String(randomInt(10 ** OTP_DIGITS)).padStart(OTP_DIGITS, '0')
  const { rows } = await db.query<{ id: string; contact: string }>(CREATE, [
    contact,
    channel,
    fullName,
    passwordHash,
    identity?.nik,
    identity?.dateOfBirth,
    identity?.gender,
    identity?.address,
    identity?.postcode,
    otp,
  ])
  return rows[0] ? { kind: 'created', account: rows[0], otp } : { kind: 'contact-taken' }
}

export type ActivateResult =
  | { kind: 'activated' }
  | { kind: 'wrong-code'; triesLeft: number }
  | { kind: 'expired' }
  | { kind: 'too-many-tries' }
  /** Another sign-up with this contact was activated first. */
  | { kind: 'contact-taken' }
  | { kind: 'unknown-account' }

// The try is counted before the code is looked at, in one statement: guesses in parallel do not get more tries.
const TRY = `
UPDATE activation_codes SET tries = tries + 1 WHERE account_id = $1 AND tries < ${OTP_TRIES} AND expires_at > now()
RETURNING tries, code_hash = ${CODE_HASH('account_id', '$2')} AS matches`

/** Activates an account with the code sent to its contact. The right code again is no error: the first answer may have been lost. */
export async function activate(db: Queryable, accountId: string, otp: string): Promise<ActivateResult> {
  const { rows } = await db.query<{ tries: number; matches: boolean }>(TRY, [accountId, otp])
  const [attempt] = rows
  if (!attempt) return whyNoTry(db, accountId)
  if (!attempt.matches) return { kind: 'wrong-code', triesLeft: OTP_TRIES - attempt.tries }
  try {
    await db.query('UPDATE accounts SET active = true WHERE id = $1 AND NOT active', [accountId])
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === UNIQUE_VIOLATION) return { kind: 'contact-taken' }
    throw error
  }
  return { kind: 'activated' }
}

async function whyNoTry(db: Queryable, accountId: string): Promise<ActivateResult> {
  const { rows } = await db.query<{ tries: number }>('SELECT tries FROM activation_codes WHERE account_id = $1', [accountId])
  const [code] = rows
  if (!code) return { kind: 'unknown-account' }
  return { kind: code.tries >= OTP_TRIES ? 'too-many-tries' : 'expired' }
}
