/** How figures are written for people, everywhere the same: English digits, no locale of the machine. */

const WHOLE = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })
const ONE = new Intl.NumberFormat('en', { maximumFractionDigits: 1 })
const TWO = new Intl.NumberFormat('en', { maximumFractionDigits: 2 })

export function whole(value: number): string {
  return WHOLE.format(value)
}

/** A rate or a ratio: as many digits as mean something. */
export function per(value: number): string {
  if (Math.abs(value) >= 100) return WHOLE.format(value)
  return (Math.abs(value) >= 10 ? ONE : TWO).format(value)
}

/** A share as per cent; what is not quite none or all is not rounded to it. */
export function percent(share: number): string {
  if (share > 0 && share < 0.001) return '< 0.1 %'
  if (share < 1 && share > 0.999) return '> 99.9 %'
  return `${ONE.format(share * 100)} %`
}

export function seconds(value: number): string {
  return `${ONE.format(value)} s`
}

export function millis(value: number): string {
  return value < 10_000 ? `${WHOLE.format(value)} ms` : `${ONE.format(value / 1000)} s`
}
