import type { Connection } from './connection.ts';
import { directoryMatcher } from './directory-name.ts';
import type { ConnectionId, GroupId, PersonId } from './ids.ts';
import { spellingsOfIpv6 } from './ipv6.ts';
import { foldName, namesOn } from './vpn-name.ts';

/** A target as someone gave it. */
export type TargetRef =
  | { readonly kind: 'everyone' }
  /** Loose: for reading only. */
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'group'; readonly group: GroupId }
  | ExactTargetRef;

/** An action needs an exact target. */
export type ExactTargetRef =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'person'; readonly person: PersonId }
  | { readonly kind: 'connection'; readonly connection: ConnectionId };

/** Several people, or everyone on an endpoint that was named. Both need more than the grant to kick one person. */
export type ManyTargetRef =
  | { readonly kind: 'everyone' }
  | { readonly kind: 'several'; readonly targetRef: readonly OneOfSeveral[] };

export type OneOfSeveral =
  | Extract<ExactTargetRef, { readonly kind: 'name' | 'person' }>
  | { readonly kind: 'group'; readonly group: GroupId };

/** Whose connections may be terminated. */
export type KickTargetRef = ExactTargetRef | ManyTargetRef;

/** Who may be blocked. */
export type BlockTargetRef = Exclude<KickTargetRef, { readonly kind: 'everyone' }>;

/**
 * Returns whether the target is people, and so only their own connections, rather than every connection with a name.
 */
export function meansPeople(targetRef: KickTargetRef): boolean {
  return targetRef.kind === 'person' || targetRef.kind === 'several';
}

export function isMany(targetRef: KickTargetRef): targetRef is ManyTargetRef {
  return targetRef.kind === 'everyone' || targetRef.kind === 'several';
}

/** The target and scope of a block. */
export interface BlockSelection {
  readonly targetRef: BlockTargetRef;
  /** The endpoint's name, if the request is limited to one. */
  readonly on: string | undefined;
}

/** The target and scope of a kick. */
export interface KickSelection extends Pick<BlockSelection, 'on'> {
  readonly targetRef: KickTargetRef;
}

/** A target that is not a user group, which is many people with a target each. */
export type SingleTargetRef = Exclude<TargetRef, { readonly kind: 'group' }>;

/** Whose connections someone wants to see or terminate. */
export type Target =
  | { readonly kind: 'everyone' }
  /** Loose: the text may occur anywhere in a name, an id or an address. For reading only. */
  | { readonly kind: 'text'; readonly text: string }
  /** Exact, in normalized form: user names or common names of one person, or one name. */
  | {
      readonly kind: 'names';
      readonly names: readonly string[];
      /** Whose names they are, if that is known. */
      readonly person?: PersonId;
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
      const texts = textsToFind(target.text);
      return (connection) => contains(connection, texts);
    }
  }
}

function contains(connection: Connection, texts: readonly string[]): boolean {
  const { id, clientIp, clientIpv6 } = connection;
  return [...namesOn(connection), id, clientIp, clientIpv6].some((field) => {
    const folded = field === undefined ? undefined : foldName(field);
    return folded !== undefined && texts.some((text) => folded.includes(text));
  });
}

/**
 * Returns the texts, in normalized form, one of which a connection has to contain to match a search: what was typed,
 * and for an IPv6 address the ways in which AWS may write it.
 */
export function textsToFind(typed: string): readonly string[] {
  return [...new Set([foldName(typed), ...spellingsOfIpv6(typed.trim())])];
}
