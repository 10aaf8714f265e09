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
