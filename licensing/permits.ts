import type { Permit, PermitKind, PermitState } from './application.ts'
import type { Queryable } from './database.ts'

export interface PublicPermit {
  nib: string
  business: { name: string; region: string }
  /** The NIB first, then certificates and licences of the business, oldest first. */
  permits: Omit<Permit, 'number'>[]
}

interface Row {
  name: string
  region: string
  nib_issued_at: Date
  permits: { kind: PermitKind; state: PermitState; issuedAt: string }[]
}

const FIND = {
  name: 'find-permit',
  text: `SELECT b.name, b.region, b.nib_issued_at, (
      SELECT coalesce(json_agg(json_build_object('kind', p.kind, 'state', p.state, 'issuedAt', p.issued_at) ORDER BY p.issued_at), '[]')
      FROM applications a JOIN permits p ON p.application_id = a.id
      WHERE a.business_id = b.id AND a.status <> 'rejected' AND p.kind <> 'nib') AS permits
    FROM businesses b WHERE b.nib = $1`,
}

/** Public check of a NIB: no personal data. Null when nobody has it. */
export async function findPermit(db: Queryable, nib: string): Promise<PublicPermit | null> {
  const { rows } = await db.query<Row>({ ...FIND, values: [nib] })
  const [row] = rows
  if (!row) return null
  const others = row.permits.map((permit) => ({ ...permit, issuedAt: new Date(permit.issuedAt) }))
  return {
    nib,
    business: { name: row.name, region: row.region },
    permits: [{ kind: 'nib', state: 'issued', issuedAt: row.nib_issued_at }, ...others],
  }
}
