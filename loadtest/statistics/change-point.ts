export interface ChangePoint {
  /** Largest absolute U of Pettitt. */
  k: number
  /** How many values lie before the most likely change. */
  at: number
  /** Mean after it minus mean before it. */
  shift: number
  /** Two-sided, approximate, for independent values; good below 0.5. */
  p: number
  /** The same, corrected for how much each value resembles the one before it. */
  pCorrelated: number
}

/**
 * Is there one point at which the level of a series changes? Pettitt (1979), Applied Statistics 28, 126-135. Measures of a queue
 * resemble their neighbours, which the test takes for change (40 values with correlation 0.5: 21 false alarms of 100, corrected 4),
 * so `pCorrelated` divides K squared by (1 + r) / (1 - r), the inflation of the variance of a sum when r is the correlation of
 * neighbours after both levels are taken away (the danger: Serinaldi and Kilsby 2016). null of fewer than 2 values.
 */
export function changePointOf(series: readonly number[]): ChangePoint | null {
  const n = series.length
  if (n < 2) return null
  let u = 0
  let k = 0
  let at = n
  for (let t = 0; t < n - 1; t++) {
    for (const value of series) u += Math.sign(series[t]! - value)
    if (Math.abs(u) > k) [k, at] = [Math.abs(u), t + 1]
  }
  const before = mean(series.slice(0, at))
  const after = at < n ? mean(series.slice(at)) : before
  const r = correlationOfNeighbours(series.map((value, index) => value - (index < at ? before : after)))
  return { k, at, shift: after - before, p: pettittP(k * k, n), pCorrelated: pettittP((k * k * (1 - r)) / (1 + r), n) }
}

function pettittP(kSquared: number, n: number): number {
  return Math.min(1, 2 * Math.exp((-6 * kSquared) / (n ** 3 + n ** 2)))
}

/** Lag-1 autocorrelation, 0 to 0.9, with the usual correction of its bias in short series (Kendall 1954: about (1 + 3r) / n). */
function correlationOfNeighbours(residuals: readonly number[]): number {
  const n = residuals.length
  const squares = residuals.reduce((sum, value) => sum + value * value, 0)
  if (squares === 0) return 0
  const raw = residuals.slice(1).reduce((sum, value, index) => sum + value * residuals[index]!, 0) / squares
  return Math.min(0.9, Math.max(0, raw + (1 + 3 * Math.max(0, raw)) / n))
}

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length
}
