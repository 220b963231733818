import { bootstrapMeanCi95 } from './bootstrap.ts'

/** As with comparisons: fewer trials give no interval worth printing. */
export const BLOCKS_FOR_MEAN_INTERVAL = 8
/** One for all: the same figures have the same interval wherever they are shown. */
const SEED = 1

/** 95 % interval of the mean, of the same kind as those of comparisons (bootstrap.ts). @param values two or more */
export function meanInterval95(values: readonly number[]): [number, number] {
  return bootstrapMeanCi95(values, SEED)
}
