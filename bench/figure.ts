/** An answer to one question about speed. */
export interface Figure {
  readonly question: string;
  readonly unit: 'ms' | 'kB';
  /** The figure must stay under it. */
  readonly bound: number;
  /** All that was measured, in the order of measuring. */
  readonly measured: readonly number[];
}

export function medianOf(measured: readonly number[]): number {
  const sorted = measured.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
