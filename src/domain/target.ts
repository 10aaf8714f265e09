import type { ConnectionId, GroupId, PersonId } from './ids.ts';

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

/**
 * Returns whether the target is people, and so only their own connections, rather than every connection with a name.
 */
export function meansPeople(targetRef: KickTargetRef): boolean {
  return targetRef.kind === 'person' || targetRef.kind === 'several';
}

export function isMany(targetRef: KickTargetRef): targetRef is ManyTargetRef {
  return targetRef.kind === 'everyone' || targetRef.kind === 'several';
}

/** The target and scope of a request for one target. */
export interface SingleSelection {
  readonly targetRef: ExactTargetRef;
  /** The endpoint's name, if the request is limited to one. */
  readonly on: string | undefined;
}

/** The target and scope of a kick. */
export interface KickSelection extends Pick<SingleSelection, 'on'> {
  readonly targetRef: KickTargetRef;
}

/** A target that is not a user group, which is many people with a target each. */
export type SingleTargetRef = Exclude<TargetRef, { readonly kind: 'group' }>;
