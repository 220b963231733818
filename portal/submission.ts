import { hash } from 'node:crypto'
import { z } from 'zod'
import { ACTORS, type ApplicationInput } from '../licensing/accept-application.ts'
import type { Identity } from '../licensing/identity.ts'
import { findKbli } from '../licensing/kbli.ts'
import { SCALES } from '../licensing/risk.ts'
import type { Session } from '../licensing/sessions.ts'
import { nik } from './nik.ts'
import { Problem } from './problem.ts'
import { text } from './text.ts'

/** The form of an application. */
export const submission = z.strictObject({
  business: z.strictObject({ name: text(200), scale: z.enum(SCALES), actor: z.enum(ACTORS) }),
  kbli: z
    .string()
    .regex(/^\d{5}$/, { message: 'must be 5 digits', abort: true })
    .refine((code) => findKbli(code) !== undefined, 'is not in the table of KBLI 2020'),
  region: z.string().regex(/^[1-9]\d{3}$/, 'must be the 4 digits of a kabupaten or kota'),
  capitalRp: z.int().min(0).describe('Capital without land and building, whole rupiah'),
  workers: z.int().min(0).max(1_000_000),
  identity: z
    .strictObject({ nik, name: text(200) })
    .optional()
    .describe('Required once, when the sign-up did not ask for it'),
})
export type Submission = z.output<typeof submission>

export const submissionHeaders = z.object({
  'Idempotency-Key': z
    .string()
    .regex(/^[\x20-\x7e]{1,255}$/, 'must be 1 to 255 printable ASCII characters')
    .describe('Chosen by the client, the same for every repetition of the same submission'),
})

/** What licensing is given, however it is then issued. */
export type AcceptInput = Omit<ApplicationInput, 'intake' | 'announcedWaitS'>

/** @throws Problem that names `identity` when nobody has said who applies, or two say different things */
export function acceptInput(body: Submission, idempotencyKey: string, session: Session): AcceptInput {
  const { identity, ...form } = body
  return { ...form, accountId: session.accountId, idempotencyKey, bodyHash: hashOf(body), identity: applicant(identity, session) }
}

function applicant(given: Identity | undefined, { identity: known }: Session): Identity {
  if (given && known && given.nik !== known.nik) throw wrongIdentity('identity.nik', 'is not that of your account')
  const identity = known ?? given
  if (!identity) throw wrongIdentity('identity', 'is required: your account has none')
  return identity
}

function wrongIdentity(field: string, message: string): Problem {
  return new Problem(400, 'Some fields are missing or wrong', { type: 'urn:antrean:invalid-input', errors: [{ field, message }] })
}

/** SHA-256 of the canonical form: zod has put the keys into the order of the schema, whatever order they came in. */
function hashOf(body: Submission): string {
  return hash('sha256', JSON.stringify(body))
}
