/**
 * NumPy's legacy generator, `np.random.seed`: the Mersenne Twister MT19937 (Matsumoto and Nishimura, 1998), and normal
 * numbers by Marsaglia's polar method.
 */
const words = 624
const middle = 397

export class NumpyRandom {
  readonly #state = new Uint32Array(words)
  #next = words
  /** The second normal number of a pair. */
  #spare: number | undefined

  /** @param seed from 0 to 2³² − 1 */
  constructor(seed: number) {
    const state = this.#state
    state[0] = seed
    for (let index = 1; index < words; index++) {
      const before = state[index - 1]
      state[index] = Math.imul(1812433253, before ^ (before >>> 30)) + index
    }
  }

  /** A number in [0, 1), of 53 bits: `np.random.rand`. */
  uniform(): number {
    return ((this.#word() >>> 5) * 2 ** 26 + (this.#word() >>> 6)) / 2 ** 53
  }

  /** A number of mean 0 and variance 1: `np.random.randn`. */
  normal(): number {
    const spare = this.#spare
    this.#spare = undefined
    if (spare !== undefined) return spare
    for (;;) {
      const x = 2 * this.uniform() - 1
      const y = 2 * this.uniform() - 1
      const square = x * x + y * y
      if (square >= 1 || square === 0) continue
      const factor = Math.sqrt((-2 * Math.log(square)) / square)
      this.#spare = factor * x
      return factor * y
    }
  }

  #word(): number {
    if (this.#next === words) this.#turn()
    let word = this.#state[this.#next++]
    word ^= word >>> 11
    word ^= (word << 7) & 0x9d2c5680
    word ^= (word << 15) & 0xefc60000
    return (word ^ (word >>> 18)) >>> 0
  }

  /** The next words of the state. */
  #turn(): void {
    const state = this.#state
    for (let index = 0; index < words; index++) {
      const both = (state[index] & 0x80000000) | (state[(index + 1) % words] & 0x7fffffff)
      state[index] = state[(index + middle) % words] ^ (both >>> 1) ^ (both & 1 && 0x9908b0df)
    }
    this.#next = 0
  }
}
