/** A question about speed and the bound of its answer. */
export interface Row {
  readonly question: string;
  readonly unit: 'ms' | 'kB' | 'MB' | '×' | 'pages' | 'scans' | 'calls' | 'a second';
  readonly bound: number;
  /** Times are judged by their median, since the machine runs other work as well; counts by the worst. */
  readonly judgedBy: 'median' | 'worst';
}

export interface Answer {
  /** All measurements in order; empty where nothing could be measured. */
  readonly measured: readonly number[];
  /** For the reader, such as why nothing was measured. */
  readonly note?: string | undefined;
}

/** An answer to one question about speed. */
export type Figure = Row & Answer;

export type Verdict = 'met' | 'not met' | 'not measured';

/** A bound is not met without measurements. */
export function verdictOf({ measured, bound, judgedBy }: Figure): Verdict {
  if (measured.length === 0 || !measured.every(Number.isFinite)) return 'not measured';
  return (judgedBy === 'median' ? medianOf(measured) : Math.max(...measured)) <= bound ? 'met' : 'not met';
}

/** Measures several rows at once. A failure leaves only these rows without measurements. */
export async function ask(
  rows: readonly Row[],
  measure: () => Promise<readonly Answer[]>,
): Promise<readonly Figure[]> {
  const answers = await measure().catch((error: unknown) =>
    rows.map(() => ({ measured: [], note: error instanceof Error ? error.message : `${error}` })),
  );
  return rows.map((row, index) => ({ ...row, ...(answers[index] ?? { measured: [] }) }));
}

export function medianOf(measured: readonly number[]): number {
  const sorted = measured.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
