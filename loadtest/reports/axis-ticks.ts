/** Round places on an axis from 0: at most some six of them, and an end beyond the largest value. */
export function linearTicks(largest: number): number[] {
  if (largest <= 0) return [0, 1]
  const rough = largest / 5
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].map((times) => times * power).find((size) => size >= rough)!
  const count = Math.ceil(largest / step - 1e-9)
  return Array.from({ length: count + 1 }, (_, index) => Number((index * step).toPrecision(12)))
}

/** Ratios that people know. */
const RATIOS = [
  0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1, 1.05, 1.1, 1.2, 1.3, 1.5, 2, 3, 5, 10, 20, 50, 100,
]
const RATIOS_AT_MOST = 9

/** Those around some ratios and 1, thinned out where they are many; the first and the last are the ends of the axis. */
export function ratioTicks(ratios: readonly number[]): number[] {
  const [low, high] = [Math.min(0.9, ...ratios), Math.max(1.1, ...ratios)]
  const first = Math.max(
    0,
    RATIOS.findLastIndex((ratio) => ratio <= low),
  )
  const last = RATIOS.findIndex((ratio) => ratio >= high)
  const ticks = RATIOS.slice(first, last === -1 ? RATIOS.length : last + 1)
  const every = Math.ceil(ticks.length / RATIOS_AT_MOST)
  // 1 stays, and so do the ends.
  return ticks.filter((_, index) => (index - ticks.indexOf(1)) % every === 0 || index === 0 || index === ticks.length - 1)
}
