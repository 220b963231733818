/** Bad usage: one clear line that names the option and the choices; the process exits with 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
