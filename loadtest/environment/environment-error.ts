/** Something the laboratory needs could not be started or reached; the process exits with 3. The message names the remedy. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError'
}

/** The words of an error. A connection that failed on every address of a name (`AggregateError`) has them in its parts. */
export function reasonOf(error: unknown): string {
  const { message, errors, code } = (error ?? {}) as { message?: string; errors?: unknown[]; code?: string }
  return message || (errors?.[0] === undefined ? (code ?? String(error)) : reasonOf(errors[0]))
}
