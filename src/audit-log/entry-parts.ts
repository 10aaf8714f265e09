import type { Connection } from '../domain/connection.ts';

/** The most connections in one entry. It keeps an entry readable, and far below any store's limit for one item. */
export const mostInPart = 100;

export function portionsOf(connections: readonly Connection[]): readonly (readonly Connection[])[] {
  const count = Math.ceil(connections.length / mostInPart);
  return Array.from({ length: count }, (_, index) =>
    connections.slice(index * mostInPart, (index + 1) * mostInPart),
  );
}
