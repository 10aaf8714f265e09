import type { Sequence } from '../../domain/found-connections.ts';

/** One page of a list, clamped to the pages that exist, so that a stale "Next" still lands somewhere. */
export interface Page<T> {
  readonly items: readonly T[];
  /** From 0. */
  readonly number: number;
  readonly count: number;
}

export function pageOf<T>(items: Sequence<T>, wanted: number, size: number): Page<T> {
  const count = Math.max(1, Math.ceil(items.length / size));
  const number = Math.min(Math.max(0, Math.trunc(wanted) || 0), count - 1);

  return { items: items.slice(number * size, (number + 1) * size), number, count };
}
