/** How often the clocks are compared: an hour of slewing (500 ppm) must not add up to a jump. */
const EVERY_MS = 1000

interface Clocks {
  /** Epoch ms, which somebody may set. */
  wallMs(): number
  /** Ms that only go on. */
  steadyMs(): number
}

const OURS: Clocks = { wallMs: () => Date.now(), steadyMs: () => performance.now() }

/**
 * Watches whether somebody sets the clock (NTP step, suspended machine), also when it is set back afterwards.
 * @returns stop(): the largest jump seen between two looks, ms
 */
export function watchClock({ wallMs, steadyMs }: Clocks = OURS): { stop(): number } {
  let ahead = wallMs() - steadyMs()
  let largestMs = 0
  const look = () => {
    const now = wallMs() - steadyMs()
    largestMs = Math.max(largestMs, Math.abs(now - ahead))
    ahead = now
  }
  const timer = setInterval(look, EVERY_MS).unref()
  return {
    stop() {
      clearInterval(timer)
      look()
      return largestMs
    },
  }
}
