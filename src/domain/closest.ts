/**
 * Finds the word that a typo most likely stands for, ignoring case; undefined if none is close. A typo is a letter
 * changed, missing, added or swapped with its neighbor. One is allowed, and two in words of six letters or more, so
 * that a suggestion is likely to be right.
 */
export function closestTo(typed: string, words: readonly string[]): string | undefined {
  const near = words
    .map((word) => ({ word, slips: slipsBetween(typed.toLowerCase(), word.toLowerCase()) }))
    .filter(({ word, slips }) => slips <= (word.length < 6 ? 1 : 2))
    .toSorted((a, b) => a.slips - b.slips);

  return near[0]?.word;
}

/** Optimal string alignment distance. Words whose lengths differ too much need no table. */
function slipsBetween(one: string, other: string): number {
  if (Math.abs(one.length - other.length) > 2) return Number.POSITIVE_INFINITY;

  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let row = 1; row <= one.length; row++) {
    const current = [row];
    for (let column = 1; column <= other.length; column++) {
      const isSame = one[row - 1] === other[column - 1];
      const isSwap = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      current[column] = Math.min(
        at(last, column) + 1,
        at(current, column - 1) + 1,
        at(last, column - 1) + (isSame ? 0 : 1),
        isSwap ? at(beforeLast, column - 2) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    beforeLast = last;
    last = current;
  }
  return at(last, other.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}
