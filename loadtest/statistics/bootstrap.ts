const RESAMPLES = 10_000

/** Percentile bootstrap (Efron 1979) of the mean, 95 %, from a seeded generator: the same values give the same interval. */
export function bootstrapMeanCi95(values: readonly number[], seed: number): [number, number] {
  const random = mulberry32(seed)
  const means = Float64Array.from({ length: RESAMPLES }, () => {
    let sum = 0
    for (let drawn = 0; drawn < values.length; drawn += 1) sum += values[Math.floor(random() * values.length)]!
    return sum / values.length
  })
  means.sort()
  return [means[Math.floor(0.025 * RESAMPLES)]!, means[Math.ceil(0.975 * RESAMPLES) - 1]!]
}

/** Uniform in [0, 1); Tommy Ettinger's mulberry32, public domain. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
