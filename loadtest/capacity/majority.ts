/** What the trials of one rate decide so far; invalid ones (null) have no vote. */
export interface Votes {
  /** null = no side has more than half of the votes that were asked for. */
  met: boolean | null
  /** Whether another trial could still change it. */
  open: boolean
}

/** Majority of `repeats` votes; it is certain as soon as more than half of them agree. */
export function majorityOf(votes: readonly (boolean | null)[], repeats: number): Votes {
  const yes = votes.filter((vote) => vote === true).length
  const no = votes.filter((vote) => vote === false).length
  if (yes > repeats / 2) return { met: true, open: false }
  if (no > repeats / 2) return { met: false, open: false }
  const open = yes + no < repeats
  // An even number may end in a draw: a promise kept half of the time is not kept.
  return { met: !open && yes + no > 0 ? yes > no : null, open }
}
