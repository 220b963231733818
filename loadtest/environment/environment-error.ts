/** Something the laboratory needs could not be started or reached; the process exits with 3. The message names the remedy. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError'
}
