/** So many slips of the finger still make the name that was meant. */
const SLIPS = 2

/** The name that was probably meant; undefined = none is near. */
export function nearName(word: string, names: readonly string[]): string | undefined {
  const [nearest] = names.map((name) => ({ name, slips: slipsBetween(word, name) })).toSorted((a, b) => a.slips - b.slips)
  return nearest && nearest.slips <= SLIPS && nearest.slips < word.length ? nearest.name : undefined
}

/** Levenshtein's distance: letters left out, put in or taken for another. */
function slipsBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (const [index, letter] of Array.from(a).entries()) {
    const next = [index + 1]
    for (let at = 1; at <= b.length; at++)
      next.push(Math.min(row[at]! + 1, next[at - 1]! + 1, row[at - 1]! + (letter === b[at - 1] ? 0 : 1)))
    row = next
  }
  return row[b.length]!
}
