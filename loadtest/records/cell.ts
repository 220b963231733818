/** One column of a CSV file: how its text is read and what is written. `parse` answers undefined for text it cannot be. */
export interface Cell<T> {
  readonly expects: string
  parse(text: string): T | undefined
  /** @throws RangeError for a value that must not be written */
  format(value: T): number | string
}

/** A finite number; never empty, never NaN. */
export const number: Cell<number> = {
  expects: 'a finite number',
  parse(text) {
    const value = Number(text)
    return text.trim() === '' || !Number.isFinite(value) ? undefined : value
  },
  format(value) {
    // Unknown has its own spelling (an empty cell of a nullable column), so a NaN here is a bug of whoever measured.
    if (!Number.isFinite(value)) throw new RangeError(`not a finite number: ${value}`)
    return value
  },
}

/** A whole number from 0, as counters and indexes are. */
export const count: Cell<number> = {
  expects: 'a whole number from 0',
  parse(text) {
    return /^\d+$/.test(text) ? Number(text) : undefined
  },
  format(value) {
    if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`not a whole number from 0: ${value}`)
    return value
  },
}

/** Any text on one line; an empty text is not told apart from an unknown one, so it is refused. */
export const text: Cell<string> = {
  expects: 'text',
  parse: (value) => (value === '' ? undefined : value),
  format(value) {
    if (value === '' || /[\r\n]/.test(value)) throw new RangeError('a text cell is not empty and stays on one line')
    return value
  },
}

/** One of the given words or numbers. */
export function oneOf<const T extends string | number>(values: readonly T[]): Cell<T> {
  return {
    expects: `one of ${values.join(', ')}`,
    parse: (value) => values.find((known) => String(known) === value),
    format: (value) => value,
  }
}

/** Unknown is null and an empty cell. */
export function nullable<T>(cell: Cell<T>): Cell<T | null> {
  return {
    expects: `${cell.expects}, or nothing`,
    parse: (value) => (value === '' ? null : cell.parse(value)),
    format: (value) => (value === null ? '' : cell.format(value)),
  }
}
