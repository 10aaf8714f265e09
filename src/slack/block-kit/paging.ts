import type { Sequence } from '../../domain/found-connections.ts';

/** One page of a list. Its number is clamped to the existing pages, so that a stale "Next" still works. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Starts at 0. */
  readonly number: number;
  readonly count: number;
}

export function pageOf<T>(items: Sequence<T>, wanted: number, size: number): Page<T> {
  const count = Math.max(1, Math.ceil(items.length / size));
  const number = Math.min(Math.max(0, Math.trunc(wanted) || 0), count - 1);

  return { items: items.slice(number * size, (number + 1) * size), number, count };
}
