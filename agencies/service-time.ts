/** Shape of the Erlang distribution; its coefficient of variation is 1 / sqrt(25) = 0.2. */
const STAGES = 25

/**
 * Draws relative service times: Erlang-25, mean 1, coefficient of variation 0.2. An Erlang variable is a sum of
 * exponential ones, and a sum of logarithms is the logarithm of the product.
 */
export function serviceTimes(random: () => number): () => number {
  return () => {
    let product = 1
    // 1 - u lies in (0, 1]: never the logarithm of 0.
    for (let stage = 0; stage < STAGES; stage++) product *= 1 - random()
    return -Math.log(product) / STAGES
  }
}
