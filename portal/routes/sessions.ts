import { z } from 'zod'
import { openSession } from '../../licensing/sessions.ts'
import type { Portal } from '../portal.ts'
import { contact } from '../contact.ts'
import { Problem } from '../problem.ts'
import { route } from '../route.ts'

export function sessionRoutes({ pool }: Portal) {
  return [
    route({
      method: 'post',
      path: '/api/sessions',
      summary: 'Log in',
      step: 'log-in',
      access: 'public',
      // No rules for the password here: a wrong one is a wrong one, whatever it looks like.
      body: z.strictObject({ contact, password: z.string().min(1).max(200) }),
      answers: { 201: z.object({ token: z.string(), expiresAt: z.iso.datetime() }) },
      async handle({ body }) {
        const result = await openSession(pool, body.contact, body.password)
        if (result.kind === 'wrong-credentials') {
          throw new Problem(401, 'Contact or password is wrong, or the account is not active', {
            headers: { 'WWW-Authenticate': 'Bearer' },
          })
        }
        return { status: 201, body: { token: result.token, expiresAt: result.expiresAt } }
      },
    }),
  ]
}
