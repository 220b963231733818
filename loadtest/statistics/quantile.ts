/**
 * Nearest-rank quantile: the smallest value that at least the share `p` of the values do not exceed. `Infinity` stands for
 * "never", and may be the answer. null of no values.
 */
export function quantile(values: readonly number[], p: number): number | null {
  if (values.length === 0) return null
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)]!
}
