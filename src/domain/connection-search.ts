import type { Connection } from './connection.ts';
import { directoryMatcher } from './directory-name.ts';
import type { ConnectionId } from './ids.ts';
import { foldName, namesOn } from './vpn-name.ts';

/** Whose sessions someone wants to see or end. */
export type Target =
  | { readonly kind: 'everyone' }
  /** Loose: the text occurs anywhere in a name, an id or an address. Only ever used to look. */
  | { readonly kind: 'text'; readonly text: string }
  /** Exact, in their comparison form: user names or common names that stand for one person or one name. */
  | {
      readonly kind: 'names';
      readonly names: readonly string[];
      /** Whether it is asked of an endpoint whose user names are a directory's, and met in every way to write them. */
      readonly isDirectory?: boolean;
    }
  | { readonly kind: 'connections'; readonly ids: readonly ConnectionId[] };

/** The targets that may be acted on: whole names and ids, since `anna` is in `joanna`; or everyone on an endpoint. */
export type ExactTarget = Exclude<Target, { readonly kind: 'text' }>;

/** Those of them that are somebody's. */
export type NamedTarget = Exclude<ExactTarget, { readonly kind: 'everyone' }>;

/** Finds the connections that a target means, live or ended. */
export function select(connections: readonly Connection[], target: Target): readonly Connection[] {
  return connections.filter(meantBy(target));
}

/** The latest first, as people look for what just happened; connections without a start come last. */
export function inOrder<T extends { readonly connection: Connection }>(sessions: readonly T[]): readonly T[] {
  const startOf = ({ connection }: T) => connection.establishedAt?.getTime() ?? 0;
  return sessions.toSorted((a, b) => startOf(b) - startOf(a) || (a.connection.id < b.connection.id ? -1 : 1));
}

function meantBy(target: Target): (connection: Connection) => boolean {
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
