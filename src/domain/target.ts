import type { ConnectionId, GroupId, PersonId } from './ids.ts';

/** A target as someone gave it. */
export type Whom =
  | { readonly kind: 'everyone' }
  /** Loose: for reading only. */
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'group'; readonly group: GroupId }
  | ExactWhom;

/** An action needs an exact target. */
export type ExactWhom =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'person'; readonly person: PersonId }
  | { readonly kind: 'connection'; readonly connection: ConnectionId };

/** Several people, or everyone on an endpoint that was named. Both need more than the grant to kick one person. */
export type ManyWhom =
  | { readonly kind: 'everyone' }
  | { readonly kind: 'several'; readonly whom: readonly OneOfSeveral[] };

export type OneOfSeveral =
  | Extract<ExactWhom, { readonly kind: 'name' | 'person' }>
  | { readonly kind: 'group'; readonly group: GroupId };

/** Whose connections may be terminated. */
export type KickWhom = ExactWhom | ManyWhom;

/**
 * Returns whether the target is people, and so only their own connections, rather than every connection with a name.
 */
export function meansPeople(whom: KickWhom): boolean {
  return whom.kind === 'person' || whom.kind === 'several';
}

export function isMany(whom: KickWhom): whom is ManyWhom {
  return whom.kind === 'everyone' || whom.kind === 'several';
}

/** The target and scope of a request for one target. */
export interface OneAim {
  readonly whom: ExactWhom;
  /** The endpoint's name, if the request is limited to one. */
  readonly on: string | undefined;
}

/** The target and scope of a kick. */
export interface KickAim extends Pick<OneAim, 'on'> {
  readonly whom: KickWhom;
}

/** A target that is not a user group, which is many people with a target each. */
export type OneWhom = Exclude<Whom, { readonly kind: 'group' }>;
