/**
 * What of an error may be logged. Not all of its properties: PostgreSQL's `detail` quotes rows ("Key (nik)=(...) exists"), and a
 * NIK never stands in a log.
 */
export function errorFields(error: unknown): { name: string; message: string; code: unknown; stack: string | undefined } {
  const { name = 'unknown', message = String(error), stack, code } = (error ?? {}) as Partial<NodeJS.ErrnoException>
  return { name, message, code, stack }
}
