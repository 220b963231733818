import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/** A working day. */
const LIFETIME_MS = 8 * 3_600_000
/** Logouts that are remembered until their session would have ended anyway; beyond it the oldest is forgotten. */
const MOST_REVOKED = 1000

const TOKEN = /^(\d{13})\.([\w-]{22})\.([\w-]{43})$/

/**
 * Logins as signed tokens: nothing is stored for them, so they outlive the process when the key does. A logout is remembered by this
 * process only: after a restart with the same key the token that was thrown away would be good again for the rest of its 8 h.
 */
export class Sessions {
  readonly #key: Buffer | string
  readonly #nowMs: () => number
  /** Nonces, in the order of their logout. */
  readonly #revoked = new Set<string>()

  /** @param key absent: a random one, so that the logins end with the process */
  constructor(key: string | undefined, nowMs: () => number = Date.now) {
    this.#key = key ?? randomBytes(32)
    this.#nowMs = nowMs
  }

  /** A token for somebody who has given the password. */
  open(): string {
    const said = `${this.#nowMs() + LIFETIME_MS}.${randomBytes(16).toString('base64url')}`
    return `${said}.${this.#sign(said)}`
  }

  isOpen(token: string | undefined): boolean {
    const [, expiresAtMs, nonce, signature] = TOKEN.exec(token ?? '') ?? []
    if (nonce === undefined || this.#revoked.has(nonce) || Number(expiresAtMs) <= this.#nowMs()) return false
    return timingSafeEqual(Buffer.from(this.#sign(`${expiresAtMs}.${nonce}`)), Buffer.from(signature!))
  }

  close(token: string | undefined): void {
    if (!this.isOpen(token)) return
    this.#revoked.add(TOKEN.exec(token!)![2]!)
    if (this.#revoked.size > MOST_REVOKED) this.#revoked.delete(this.#revoked.values().next().value!)
  }

  #sign(said: string): string {
    return createHmac('sha256', this.#key).update(said).digest('base64url')
  }
}
