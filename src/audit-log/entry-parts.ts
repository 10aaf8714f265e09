import type { Connection } from '../domain/connection.ts';

/** So many connections at most are in one entry: it stays readable, and far below what any store takes as one item. */
export const mostInPart = 100;

export function portionsOf(connections: readonly Connection[]): readonly (readonly Connection[])[] {
  const count = Math.ceil(connections.length / mostInPart);
  return Array.from({ length: count }, (_, index) =>
    connections.slice(index * mostInPart, (index + 1) * mostInPart),
  );
}
