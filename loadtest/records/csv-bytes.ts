const COMMA = 0x2c
const DOT = 0x2e
const ZERO = 0x30
const QUOTE = 0x22
const LINE_END = 0x0a
const LAST_ASCII = 0x7f
/** Of one UTF-16 unit as UTF-8. */
const MOST_BYTES = 3
/** No number is longer as JavaScript writes it. */
const NUMBER_BYTES = 32
const FIRST_SIZE = 128 * 1024

/**
 * CSV text (RFC 4180, LF) as bytes. A driver writes tens of thousands of rows a second: as text that grows, its pieces lived until
 * the file was written, and putting them together was a tenth of the generator's CPU.
 */
export class CsvBytes {
  #bytes = Buffer.allocUnsafeSlow(FIRST_SIZE)
  #used = 0
  #isRowBegun = false

  /** What there is, valid until the next call. */
  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#used)
  }

  get length(): number {
    return this.#used
  }

  clear(): void {
    this.#used = 0
  }

  endRow(): void {
    this.#room(1)
    this.#bytes[this.#used++] = LINE_END
    this.#isRowBegun = false
  }

  /** One cell of the row. @param value numbers as String(value) has them */
  cell(value: number | string): void {
    this.#room(1)
    if (this.#isRowBegun) this.#bytes[this.#used++] = COMMA
    this.#isRowBegun = true
    if (typeof value === 'number') this.#number(value)
    else this.#text(value)
  }

  #text(text: string): void {
    this.#room(text.length)
    let at = this.#used
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index)
      if (code > LAST_ASCII || code === COMMA || code === QUOTE) return this.#encode(quoted(text))
      this.#bytes[at++] = code
    }
    this.#used = at
  }

  #encode(text: string): void {
    this.#room(text.length * MOST_BYTES)
    this.#used += this.#bytes.write(text, this.#used)
  }

  /** Times in whole microseconds, and counts, digit by digit. */
  #number(value: number): void {
    const thousandths = Math.round(value * 1000)
    if (!(thousandths >= 0 && thousandths < 2 ** 40) || thousandths / 1000 !== value) return this.#encode(String(value))
    this.#room(NUMBER_BYTES)
    const whole = Math.floor(thousandths / 1000)
    const rest = thousandths - whole * 1000
    this.#digits(whole)
    if (rest === 0) return
    this.#bytes[this.#used++] = DOT
    for (let left = rest, unit = 100; left > 0; unit /= 10) {
      const digit = Math.floor(left / unit)
      this.#bytes[this.#used++] = ZERO + digit
      left -= digit * unit
    }
  }

  #digits(whole: number): void {
    let end = this.#used + 1
    for (let ten = 10; ten <= whole; ten *= 10) end++
    for (let at = end - 1, left = whole; at >= this.#used; at--) {
      const higher = Math.floor(left / 10)
      this.#bytes[at] = ZERO + left - higher * 10
      left = higher
    }
    this.#used = end
  }

  #room(bytes: number): void {
    if (this.#used + bytes <= this.#bytes.length) return
    const larger = Buffer.allocUnsafeSlow(2 * (this.#used + bytes))
    this.#bytes.copy(larger, 0, 0, this.#used)
    this.#bytes = larger
  }
}

/** A cell as RFC 4180 wants it. */
export function quoted(text: string): string {
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
