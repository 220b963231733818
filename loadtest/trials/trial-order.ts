import { Random } from '../citizens/random.ts'

/** One trial that a study wants. */
interface WantedTrial {
  arm: string
  /** Of the people who come: the same for every arm of the block. */
  seed: number
  block: number
}

/**
 * Every trial of a study in the order in which it is run: block by block, each with every arm once. One block is a demonstration and
 * keeps the arms' order; of several, each is shuffled by its own random stream, so that what drifts over the hours (a warming
 * machine, other people's work) falls on no arm more than on another.
 * @param seed of the study; the people of block b are those of seed + b - 1
 */
export function trialOrder(arms: readonly string[], seed: number, repeats: number): WantedTrial[] {
  return Array.from({ length: repeats }, (_, index) => index + 1).flatMap((block) =>
    (repeats === 1 ? arms : shuffled(arms, new Random(seed, block, 'order'))).map((arm) => ({
      arm,
      seed: seed + block - 1,
      block,
    })),
  )
}

function shuffled(arms: readonly string[], random: Random): string[] {
  return arms
    .map((arm) => ({ arm, key: random.uniform() }))
    .toSorted((a, b) => a.key - b.key)
    .map(({ arm }) => arm)
}
