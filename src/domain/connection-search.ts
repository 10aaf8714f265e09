import type { Connection } from './connection.ts';
import { directoryMatcher } from './directory-name.ts';
import type { ConnectionId } from './ids.ts';
import { foldName, namesOn } from './vpn-name.ts';

/** Whose connections someone wants to see or terminate. */
export type Target =
  | { readonly kind: 'everyone' }
  /** Loose: the text may occur anywhere in a name, an id or an address. For reading only. */
  | { readonly kind: 'text'; readonly text: string }
  /** Exact, in normalized form: user names or common names of one person, or one name. */
  | {
      readonly kind: 'names';
      readonly names: readonly string[];
      /** Whether the endpoint's user names are a directory's, so that every way to write them matches. */
      readonly isDirectory?: boolean;
    }
  | { readonly kind: 'connections'; readonly ids: readonly ConnectionId[] };

/**
 * The targets that an action may have: whole names and ids, since `anna` occurs in `joanna`; or everyone on an
 * endpoint.
 */
export type ExactTarget = Exclude<Target, { readonly kind: 'text' }>;

/** The exact targets that belong to someone. */
export type NamedTarget = Exclude<ExactTarget, { readonly kind: 'everyone' }>;

/** Selects a target's connections, live or ended. */
export function select(connections: readonly Connection[], target: Target): readonly Connection[] {
  return connections.filter(matcherFor(target));
}

/** Sorts the latest first, since people look for what just happened. Connections without a start come last. */
export function inOrder<T extends { readonly connection: Connection }>(
  connections: readonly T[],
): readonly T[] {
  const startOf = ({ connection }: T) => connection.establishedAt?.getTime() ?? 0;
  return connections.toSorted(
    (a, b) => startOf(b) - startOf(a) || (a.connection.id < b.connection.id ? -1 : 1),
  );
}

function matcherFor(target: Target): (connection: Connection) => boolean {
  switch (target.kind) {
    case 'everyone':
      return () => true;
    case 'connections':
      return ({ id }) => target.ids.includes(id);
    case 'names': {
      const wanted = new Set(target.names.map(foldName));
      const isUser = target.isDirectory ? directoryMatcher(target.names) : () => false;
      return (connection) =>
        namesOn(connection).some((name) => wanted.has(foldName(name))) ||
        (connection.username !== undefined && isUser(connection.username));
    }
    case 'text': {
      const folded = foldName(target.text);
      return (connection) => contains(connection, folded);
    }
  }
}

function contains(connection: Connection, folded: string): boolean {
  const { id, clientIp, clientIpv6 } = connection;
  return [...namesOn(connection), id, clientIp, clientIpv6].some(
    (field) => field !== undefined && foldName(field).includes(folded),
  );
}
