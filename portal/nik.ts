import { z } from 'zod'

/** Population number (Nomor Induk Kependudukan). Never logged. */
export const nik = z.string().regex(/^\d{16}$/, 'must be 16 digits')
