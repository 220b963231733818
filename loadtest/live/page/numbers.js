/** How figures are written, as in the report: English digits, whatever the browser's language; unknown is a dash, never 0. */

const WHOLE = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })
const ONE = new Intl.NumberFormat('en', { maximumFractionDigits: 1 })
const TWO = new Intl.NumberFormat('en', { maximumFractionDigits: 2 })

export const UNKNOWN = '–'

/** @typedef {(value: number | null | undefined) => string} Format */

/**
 * @param {(value: number) => string} format
 * @returns {Format}
 */
const known = (format) => (value) => (value === null || value === undefined ? UNKNOWN : format(value))

export const whole = known((value) => WHOLE.format(value))

/** A rate or a ratio: as many digits as mean something. */
export const per = known((value) => {
  if (Math.abs(value) >= 100) return WHOLE.format(value)
  return (Math.abs(value) >= 10 ? ONE : TWO).format(value)
})

/** A share as per cent; what is not quite none or all is not rounded to it. */
export const percent = known((share) => {
  if (share > 0 && share < 0.001) return '< 0.1 %'
  if (share < 1 && share > 0.999) return '> 99.9 %'
  return `${ONE.format(share * 100)} %`
})

export const seconds = known((value) => `${ONE.format(value)} s`)

/** A duration given in ms: `85 ms`, `4.8 s`. */
export const latency = known((value) => (value < 1000 ? `${WHOLE.format(value)} ms` : `${ONE.format(value / 1000)} s`))

export const megabytes = known((value) => `${WHOLE.format(value)} MB`)
