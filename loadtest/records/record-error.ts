/** A file of results that is not as it should be; the message names the file and the remedy. The process exits with 2. */
export class RecordError extends Error {
  override readonly name = 'RecordError'

  /** @param where file, and line if there is one */
  constructor(where: string, problem: string, remedy: string, options?: ErrorOptions) {
    super(`${where}: ${problem} (${remedy})`, options)
  }
}

/** What to do about a file that was cut off or touched. */
export const DAMAGED = 'damaged: restore the file, or measure again'
/** What to do about a file whose form has changed. */
export const OLDER = 'made by another version? manifest.json names the commit that reads it'
