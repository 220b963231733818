/** Typing errors of an honest person. */
const FREE_FAILURES = 5
const FIRST_WAIT_MS = 2000
const LONGEST_WAIT_MS = 15 * 60_000
/** Longer than the longest wait, so that waiting does not buy a fresh start. */
const FORGET_AFTER_MS = 60 * 60_000
/** Addresses that are remembered; beyond it the one that failed longest ago is forgotten. */
const MOST_ADDRESSES = 1000
/** Of all addresses together: somebody with many of them has no more than 86,400 guesses a day. */
const MOST_FAILURES_PER_MINUTE = 60

interface Failures {
  count: number
  lastMs: number
}

/**
 * Slows down the guessing of the password. An address may fail five times; then it waits 2, 4, 8 s and so on up to a quarter of an hour
 * after each failure. While addresses fail more than 60 times a minute together, nobody can log in; who is logged in notices nothing.
 */
export class LoginLimit {
  readonly #nowMs: () => number
  /** In the order of the latest failure. */
  readonly #addresses = new Map<string, Failures>()
  #minute = { startMs: 0, failures: 0 }

  constructor(nowMs: () => number = () => performance.now()) {
    this.#nowMs = nowMs
  }

  /** Seconds until somebody at this address may try, rounded up; 0 = now. */
  waitS(address: string): number {
    const nowMs = this.#nowMs()
    const { startMs, failures } = this.#minute
    const forAll = failures >= MOST_FAILURES_PER_MINUTE ? startMs + 60_000 - nowMs : 0
    const own = this.#addresses.get(address)
    const forOne = own === undefined ? 0 : own.lastMs + waitMs(own.count) - nowMs
    return Math.max(0, Math.ceil(Math.max(forAll, forOne) / 1000))
  }

  failed(address: string): void {
    const nowMs = this.#nowMs()
    if (nowMs - this.#minute.startMs >= 60_000) this.#minute = { startMs: nowMs, failures: 0 }
    this.#minute.failures += 1
    const before = this.#addresses.get(address)
    const count = before !== undefined && nowMs - before.lastMs < FORGET_AFTER_MS ? before.count : 0
    this.#addresses.delete(address)
    this.#addresses.set(address, { count: count + 1, lastMs: nowMs })
    if (this.#addresses.size > MOST_ADDRESSES) this.#addresses.delete(this.#addresses.keys().next().value!)
  }

  succeeded(address: string): void {
    this.#addresses.delete(address)
  }
}

function waitMs(failures: number): number {
  return failures < FREE_FAILURES ? 0 : Math.min(FIRST_WAIT_MS * 2 ** (failures - FREE_FAILURES), LONGEST_WAIT_MS)
}
