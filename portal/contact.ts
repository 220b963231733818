import { z } from 'zod'

/** The message gateway takes addresses of up to 200 characters. */
export const emailAddress = z.email().max(200)

/** WhatsApp number, Indonesian, international form. */
export const phoneNumber = z.string().regex(/^\+62\d{7,13}$/, 'must be +62 and 7 to 13 digits')

/** Where the one-time password goes and what one logs in with. */
export const contact = z.union([emailAddress, phoneNumber], 'must be an e-mail address or a phone number that begins with +62')
