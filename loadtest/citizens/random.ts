import { hash } from 'node:crypto'

const TWO_32 = 2 ** 32

/** A stream of random numbers that belongs to one purpose; the same key always gives the same stream. */
export class Random {
  #a: number
  #b: number
  #c: number
  #counter = 1

  /** @param key e.g. (seed, citizen, 'retry'): nothing drawn elsewhere moves this stream. */
  constructor(...key: readonly (string | number)[]) {
    const digest = hash('sha256', key.join('\u0000'), 'buffer')
    this.#a = digest.readInt32LE(0)
    this.#b = digest.readInt32LE(4)
    this.#c = digest.readInt32LE(8)
  }

  /** Uniform in [0, 1). */
  uniform(): number {
    return this.#next32() / TWO_32
  }

  /** Uniform in [low, high). */
  between(low: number, high: number): number {
    return low + (high - low) * this.uniform()
  }

  /** Whole number in [low, high], both included. */
  integer(low: number, high: number): number {
    return Math.floor(this.between(low, high + 1))
  }

  /** Exponential with the given mean, by inversion. */
  exponential(mean: number): number {
    return -mean * Math.log(1 - this.uniform())
  }

  /** True with the given probability. */
  bernoulli(probability: number): boolean {
    return this.uniform() < probability
  }

  /** One of the items. @throws RangeError when there are none. */
  pick<T>(items: readonly T[]): T {
    if (items.length === 0) throw new RangeError('nothing to pick from')
    return items[Math.floor(this.uniform() * items.length)] as T
  }

  /** sfc32 of Chris Doty-Humphrey (PractRand 0.94, RNG/sfc.cpp): 96 bits of state and a counter, period >= 2^32. */
  #next32(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0
    this.#counter = (this.#counter + 1) | 0
    this.#a = this.#b ^ (this.#b >>> 9)
    this.#b = (this.#c + (this.#c << 3)) | 0
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0
    return sum >>> 0
  }
}
