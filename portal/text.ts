import { z } from 'zod'

/** No control characters (PostgreSQL cannot store NUL) and no unpaired surrogates (they have no UTF-8 form). */
const PRINTABLE = /^[^\p{Cc}\p{Cs}]*$/u

/** Text that people write: trimmed, 1 to `max` UTF-16 units, storable in PostgreSQL as it is. */
export function text(max: number) {
  return z.string().regex(PRINTABLE, 'control characters and unpaired surrogates are not allowed').trim().min(1).max(max)
}
