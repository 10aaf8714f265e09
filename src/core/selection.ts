import { type Connection, isLive } from './connection.ts';
import type { ConnectionId } from './ids.ts';
import { foldName, isSameName, namesOn } from './vpn-name.ts';

/** Whose sessions someone wants to see or end. */
export type Target =
  | { readonly kind: 'everyone' }
  /** Loose: finds any connection in which the text occurs. Only ever used to look. */
  | { readonly kind: 'text'; readonly text: string }
  /** Exact, without case: user names or common names that stand for one person or one name. */
  | { readonly kind: 'names'; readonly names: readonly string[] }
  | { readonly kind: 'connections'; readonly ids: readonly ConnectionId[] };

/** What may be acted on; anything but `exact` must be shown to the person instead. */
export type Selection =
  | { readonly kind: 'exact'; readonly connections: readonly Connection[] }
  /** Nothing bears the name, but these come close. */
  | { readonly kind: 'ambiguous'; readonly candidates: readonly Connection[] }
  | { readonly kind: 'none' };

/** Finds connections to look at, live or ended: text matches anywhere in a name, an id or an address. */
export function selectToLook(connections: readonly Connection[], target: Target): readonly Connection[] {
  return connections.filter((connection) => isMeant(connection, target));
}

/** Finds live connections to act on: only whole names and ids count, since `anna` is in `joanna`. */
export function selectToAct(
  connections: readonly Connection[],
  target: Exclude<Target, { kind: 'everyone' | 'text' }>,
): Selection {
  const live = connections.filter(isLive);
  const exact = live.filter((connection) => isMeant(connection, target));
  if (exact.length > 0) return { kind: 'exact', connections: exact };
  if (target.kind === 'connections') return { kind: 'none' };

  const candidates = live.filter((connection) =>
    target.names.some((text) => isMeant(connection, { kind: 'text', text })),
  );
  return candidates.length > 0 ? { kind: 'ambiguous', candidates } : { kind: 'none' };
}

/** The latest first, as people look for what just happened; connections without a start come last. */
export function inOrder(connections: readonly Connection[]): readonly Connection[] {
  const startOf = (connection: Connection) => connection.establishedAt?.getTime() ?? 0;
  return connections.toSorted((a, b) => startOf(b) - startOf(a) || (a.id < b.id ? -1 : 1));
}

function isMeant(connection: Connection, target: Target): boolean {
  switch (target.kind) {
    case 'everyone':
      return true;
    case 'connections':
      return target.ids.includes(connection.id);
    case 'names':
      return namesOn(connection).some((name) => target.names.some((wanted) => isSameName(name, wanted)));
    case 'text':
      return contains(connection, foldName(target.text));
  }
}

function contains(connection: Connection, folded: string): boolean {
  const { id, clientIp, clientIpv6 } = connection;
  return [...namesOn(connection), id, clientIp, clientIpv6].some(
    (field) => field !== undefined && foldName(field).includes(folded),
  );
}
