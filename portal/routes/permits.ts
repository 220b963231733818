import { z } from 'zod'
import { NIB_PATTERN } from '../../licensing/nib.ts'
import { findPermit } from '../../licensing/permits.ts'
import type { Portal } from '../portal.ts'
import { permit } from '../permit.ts'
import { Problem } from '../problem.ts'
import { route } from '../route.ts'

export function permitRoutes({ pool }: Portal) {
  return [
    route({
      method: 'get',
      path: '/api/permits/:nib',
      summary: 'Public check of a NIB; no personal data',
      step: 'track',
      access: 'public',
      params: z.object({ nib: z.string().regex(NIB_PATTERN, 'must be 13 digits') }),
      answers: {
        200: z.object({
          nib: z.string(),
          business: z.object({ name: z.string(), region: z.string() }),
          permits: z.array(permit.omit({ number: true })),
        }),
      },
      async handle({ params }) {
        const found = await findPermit(pool, params.nib)
        if (!found) throw new Problem(404, 'Nobody has this NIB')
        return { status: 200, body: found }
      },
    }),
  ]
}
