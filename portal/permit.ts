import { z } from 'zod'
import type { Permit } from '../licensing/application.ts'

/** A permit as it is answered. */
export const permit = z.object({
  kind: z.enum(['nib', 'standard-certificate', 'licence'] satisfies Permit['kind'][]),
  number: z.string(),
  state: z.enum(['issued', 'unverified', 'verified', 'revoked'] satisfies Permit['state'][]),
  issuedAt: z.iso.datetime(),
})
