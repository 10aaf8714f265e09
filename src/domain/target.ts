import type { ConnectionId, GroupId, PersonId } from './ids.ts';

/** Whom someone means, as they said it. */
export type Whom =
  | { readonly kind: 'everyone' }
  /** Loose: to look. */
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'group'; readonly group: GroupId }
  | ExactWhom;

/** What may be acted on is meant exactly. */
export type ExactWhom =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'person'; readonly person: PersonId }
  | { readonly kind: 'connection'; readonly connection: ConnectionId };

/** Several people at once, or everyone on an endpoint that was named: more than one person's grant allows. */
export type ManyWhom =
  | { readonly kind: 'everyone' }
  | { readonly kind: 'several'; readonly whom: readonly OneOfSeveral[] };

export type OneOfSeveral =
  | Extract<ExactWhom, { readonly kind: 'name' | 'person' }>
  | { readonly kind: 'group'; readonly group: GroupId };

/** Whose sessions may be ended. */
export type KickWhom = ExactWhom | ManyWhom;

/** Says whether people are meant, and so their own connections, rather than all that bear a name. */
export function meansPeople(whom: KickWhom): boolean {
  return whom.kind === 'person' || whom.kind === 'several';
}

export function isMany(whom: KickWhom): whom is ManyWhom {
  return whom.kind === 'everyone' || whom.kind === 'several';
}

/** Whom someone means, and where, when it is one at a time. */
export interface OneAim {
  readonly whom: ExactWhom;
  /** The endpoint's name, where only one is meant. */
  readonly on: string | undefined;
}

/** Whose sessions someone wants ended, and where. */
export interface KickAim extends Pick<OneAim, 'on'> {
  readonly whom: KickWhom;
}

/** A user group is many people, each with a target of their own. */
export type OneWhom = Exclude<Whom, { readonly kind: 'group' }>;
