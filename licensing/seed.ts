import type pg from 'pg'
import { acceptApplication } from './accept-application.ts'
import { withTransaction } from './database.ts'
import type { Queryable } from './database.ts'
import { issueApplication } from './issue-application.ts'
import { SEED_CONTENTS } from './seed-contents.ts'
import { hashToken } from './session-token.ts'

/** Seeded sessions outlive any trial. */
const SESSION_DAYS = 7

export interface SeedApplicant {
  contact: string
  fullName: string
  /** 16 digits with a real date of birth in them (women: day + 40). */
  nik: string
  /** SHA-256 of the Bearer token (`hashToken`). */
  tokenHash: Buffer
  /** Four digits: kabupaten or kota of residence. */
  region: string
}

/** About 120 announcements, regulations and tutorials; none twice when called again. */
export async function seedContents(db: Queryable): Promise<void> {
  await db.query(
    `INSERT INTO contents (kind, title, body, published_on)
     SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::date[]) ON CONFLICT (title) DO NOTHING`,
    [
      SEED_CONTENTS.map(({ kind }) => kind),
      SEED_CONTENTS.map(({ title }) => title),
      SEED_CONTENTS.map(({ body }) => body),
      SEED_CONTENTS.map(({ publishedOn }) => publishedOn),
    ],
  )
}

// Date of birth as the NIK has it; two-digit years above 25 are of the last century.
const SEED_APPLICANTS = `
WITH people AS MATERIALIZED (
  SELECT uuidv7() AS id, *, substr(nik, 7, 2)::int AS day, substr(nik, 11, 2)::int AS year
  FROM unnest($1::text[], $2::text[], $3::text[], $4::bytea[], $5::text[]) AS person (contact, full_name, nik, token_hash, region)
), account AS (
  INSERT INTO accounts (id, contact, channel, full_name, nik, date_of_birth, gender, address, postcode, active)
  SELECT id, contact, CASE WHEN contact LIKE '+%' THEN 'whatsapp' ELSE 'email' END, full_name, nik,
    make_date(CASE WHEN year > 25 THEN 1900 ELSE 2000 END + year, substr(nik, 9, 2)::int, day % 40),
    CASE WHEN day > 40 THEN 'female' ELSE 'male' END, 'Jl. Antrean No. ' || right(nik, 4) || ', kabupaten/kota ' || region,
    region || '0', true
  FROM people
)
INSERT INTO sessions (token_hash, account_id, expires_at) SELECT token_hash, id, now() + make_interval(days => ${SESSION_DAYS}) FROM people`

/** Active accounts with full identity and an open session each, in one statement. They have no password. */
export async function seedApplicants(db: Queryable, people: readonly SeedApplicant[]): Promise<void> {
  await db.query(SEED_APPLICANTS, [
    people.map(({ contact }) => contact),
    people.map(({ fullName }) => fullName),
    people.map(({ nik }) => nik),
    people.map(({ tokenHash }) => tokenHash),
    people.map(({ region }) => region),
  ])
}

/** `n` officers; officer i has a session with the Bearer token `tokens[i]`. */
export async function seedOfficers(db: Queryable, n: number, tokens: readonly string[]): Promise<void> {
  if (tokens.length < n) throw new RangeError(`${n} officers need ${n} tokens, got ${tokens.length}`)
  await db.query(
    `WITH officers AS MATERIALIZED (
       SELECT uuidv7() AS id, * FROM unnest($1::bytea[]) WITH ORDINALITY AS officer (token_hash, number)
     ), account AS (
       INSERT INTO accounts (id, contact, channel, full_name, role, active)
       SELECT id, 'petugas-' || number || '@dpmptsp.example', 'email', 'Petugas ' || number, 'officer', true FROM officers
     )
     INSERT INTO sessions (token_hash, account_id, expires_at)
     SELECT token_hash, id, now() + make_interval(days => ${SESSION_DAYS}) FROM officers`,
    [tokens.slice(0, n).map(hashToken)],
  )
}

const PROBE = { contact: 'probe@antrean.example', fullName: 'Warung Pemantau', nik: '3271010101909000', region: '3271' }

/** One issued NIB for the probes, made the way every NIB is made; the same one when called again. */
export async function seedPermit(pool: pg.Pool): Promise<string> {
  return withTransaction(pool, async (tx) => {
    const accepted = await acceptApplication(tx, {
      accountId: await probeAccount(tx),
      idempotencyKey: 'seed-permit',
      bodyHash: 'seed-permit',
      identity: { nik: PROBE.nik, name: PROBE.fullName },
      business: { name: PROBE.fullName, scale: 'micro', actor: 'individual' },
      kbli: '47112',
      region: PROBE.region,
      capitalRp: 1_000_000,
      workers: 1,
      intake: { kind: 'inline' },
      announcedWaitS: null,
    })
    if (accepted.kind !== 'accepted' && accepted.kind !== 'replayed')
      throw new Error(`The probe's application is ${accepted.kind}`)
    const { nib } = await issueApplication(tx, accepted.application.id, 'match', new Date())
    if (nib === null) throw new Error("The probe's application has no NIB")
    return nib
  })
}

async function probeAccount(tx: Queryable): Promise<string> {
  const { rows } = await tx.query<{ id: string }>(
    `INSERT INTO accounts (contact, channel, full_name, nik, active) VALUES ($1, 'email', $2, $3, true)
     ON CONFLICT (contact) WHERE active DO UPDATE SET full_name = EXCLUDED.full_name RETURNING id`,
    [PROBE.contact, PROBE.fullName, PROBE.nik],
  )
  return rows[0]!.id
}
