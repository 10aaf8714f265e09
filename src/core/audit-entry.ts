/** What an entry records; later versions add kinds, and read every earlier one. */
export const entryKinds = [
  'refused',
  'requested',
  'finished',
  'confirmed',
  'unconfirmed',
  'failed',
  'abandoned',
  'returned',
  'approval-requested',
  'approved',
  'declined',
  'withdrawn',
  'approval-lapsed',
  'break-glass',
  'stopped',
  'block-requested',
  'blocked',
  'unblock-requested',
  'unblocked',
  'block-expired',
  'turned-away',
  'head-accepted',
] as const;
export type EntryKind = (typeof entryKinds)[number];

/**
 * What an entry says, before the log gives it its number and its place in the chain.
 * The field names are the export's contract with operators; fields without a value are absent.
 */
export interface EntryDraft {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly kind: EntryKind;
  readonly correlation: string;
  readonly actor: Actor;
  readonly channel?: { readonly id: string; readonly name: string };
  readonly endpoint?: { readonly id: string; readonly name: string; readonly region: string };
  /** Whom it concerns, in the words of the VPN. */
  readonly target?: string;
  readonly connections?: readonly EntryConnection[];
  readonly reason?: string;
  readonly awsRequestId?: string;
  readonly detail?: string;
}

/** Who acted, as far as the workspace told: a person that it could not vouch for has only an id. */
export interface Actor {
  readonly id: string;
  readonly name: string;
  readonly team: string;
}

/** Who acts when nobody asked: a block's time is over, or it turned somebody away. */
export const botActor: Actor = { id: 'bouncer', name: 'bouncer', team: '' };

/** Whoever works with the bot's commands on its machine, by the name that they have there. */
export function operatorActor(name: string): Actor {
  return { id: 'operator', name, team: '' };
}

export function isOperator({ id }: Actor): boolean {
  return id === 'operator';
}

export interface EntryConnection {
  readonly id: string;
  readonly previous?: EntryStatus;
  readonly current?: EntryStatus;
}

export interface EntryStatus {
  readonly code: string;
  readonly message?: string;
}

/** An entry as it stands in the log for ever. */
export interface AuditEntry extends EntryDraft {
  /** From 1, without a gap. */
  readonly seq: number;
  /** The hash of the entry before. */
  readonly prev: string;
  /** SHA-256 over the canonical JSON of everything else in the entry, in hex. */
  readonly hash: string;
}
