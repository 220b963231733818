import { z } from 'zod'
import { activate, createAccount, type ActivateResult } from '../../licensing/accounts.ts'
import type { Portal } from '../portal.ts'
import { contact, emailAddress, phoneNumber } from '../contact.ts'
import { nik } from '../nik.ts'
import { Problem } from '../problem.ts'
import { route } from '../route.ts'
import { text } from '../text.ts'

const EARLIEST_BIRTH = '1900-01-01'

const password = z
  .string()
  .max(200)
  .refine(isStrong, 'must have at least 8 characters, among them an upper-case and a lower-case letter, a digit and a symbol')

const dateOfBirth = z.iso
  .date()
  .refine(
    (date) => date >= EARLIEST_BIRTH && date <= new Date().toISOString().slice(0, 10),
    'must be a day between 1900 and today',
  )

const identity = z.strictObject({
  nik,
  dateOfBirth,
  gender: z.enum(['female', 'male']),
  address: text(300),
  postcode: z.string().regex(/^\d{5}$/, 'must be 5 digits'),
})

const newAccount = z
  .strictObject({
    contact,
    channel: z.enum(['email', 'whatsapp']),
    fullName: text(200),
    password,
    identity: identity.optional().describe('Absent = short sign-up: the first application asks for NIK and name'),
  })
  .refine((account) => (account.channel === 'email' ? emailAddress : phoneNumber).safeParse(account.contact).success, {
    path: ['contact'],
    message: 'must fit the channel: an e-mail address for email, a +62 number for whatsapp',
  })

export function accountRoutes({ pool, messageGateway }: Portal) {
  return [
    route({
      method: 'post',
      path: '/api/accounts',
      summary: 'Sign up; a one-time password goes to the contact',
      step: 'sign-up',
      access: 'public',
      body: newAccount,
      answers: { 201: z.object({ id: z.uuid(), contact: z.string(), activationUrl: z.string() }) },
      async handle({ body }) {
        const result = await createAccount(pool, body)
        if (result.kind === 'contact-taken') throw contactTaken()
        const { id } = result.account
        const message = `Kode aktivasi Anda: ${result.otp}. Berlaku 10 menit.`
        await messageGateway.send({ to: body.contact, channel: body.channel, text: message, code: result.otp })
        return { status: 201, body: { id, contact: body.contact, activationUrl: `/api/accounts/${id}/activation` } }
      },
    }),
    route({
      method: 'post',
      path: '/api/accounts/:id/activation',
      summary: 'Activate an account with the one-time password',
      // Not a sign-up: whoever got in may finish (docs/decisions/0004).
      step: 'log-in',
      access: 'public',
      params: z.object({ id: z.uuid() }),
      body: z.strictObject({ otp: z.string().regex(/^\d{6}$/, 'must be 6 digits') }),
      answers: { 204: null },
      async handle({ params, body }) {
        const result = await activate(pool, params.id, body.otp)
        if (result.kind !== 'activated') throw activationProblem(result)
        return { status: 204 }
      },
    }),
  ]
}

function activationProblem(result: Exclude<ActivateResult, { kind: 'activated' }>): Problem {
  switch (result.kind) {
    case 'wrong-code':
      return otpProblem(`The code is wrong; tries left: ${result.triesLeft}`)
    case 'expired':
      return otpProblem('The code has expired; please sign up again')
    case 'too-many-tries':
      return new Problem(429, 'Too many wrong codes; please sign up again', { type: 'urn:antrean:too-many-tries' })
    case 'contact-taken':
      return contactTaken()
    case 'unknown-account':
      return new Problem(404, 'There is no such account')
  }
}

function otpProblem(message: string): Problem {
  return new Problem(422, message, { type: 'urn:antrean:wrong-code', errors: [{ field: 'otp', message }] })
}

function contactTaken(): Problem {
  const message = 'belongs to an account already'
  return new Problem(409, `This contact ${message}`, {
    type: 'urn:antrean:contact-taken',
    errors: [{ field: 'contact', message }],
  })
}

function isStrong(value: string): boolean {
  return value.length >= 8 && [/\p{Lu}/u, /\p{Ll}/u, /\d/, /[^\p{L}\d\s]/u].every((kind) => kind.test(value))
}
