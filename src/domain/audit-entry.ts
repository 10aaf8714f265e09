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

/** On whose word a kick goes ahead. */
export type Authority =
  /** The one who asked needs nobody. */
  | { readonly kind: 'alone' }
  /** A second person agreed. */
  | { readonly kind: 'approved'; readonly by: Actor }
  /** It would have needed a second person, and the one who asked may do without in an emergency. */
  | { readonly kind: 'break_glass' };

export const alone: Authority = { kind: 'alone' };

/** Reads in the record on whose word a request went ahead. */
export function authorityFrom(entries: readonly AuditEntry[]): Authority {
  const approved = entries.find(({ kind }) => kind === 'approved');
  if (approved !== undefined) return { kind: 'approved', by: approved.actor };
  return entries.some(({ kind }) => kind === 'break-glass') ? { kind: 'break_glass' } : alone;
}

const separator = '; ';

/** Adds the authority to the detail of an entry, so that each entry of a kick names both people. */
export function detailWith(detail: string | undefined, authority: Authority): string | undefined {
  const parts = [detail, noteOf(authority)].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join(separator);
}

/** Says whether the detail of an entry is this one, whatever authority was added to it. */
export function isDetail(told: string | undefined, detail: string): boolean {
  return told === detail || (told?.startsWith(detail + separator) ?? false);
}

/** A person as details name them: readable, and sure to be found again. */
export function personText({ id, name }: Actor): string {
  return `${name} (${id})`;
}

function noteOf(authority: Authority): string | undefined {
  switch (authority.kind) {
    case 'alone':
      return undefined;
    case 'approved':
      return `approved by ${personText(authority.by)}`;
    case 'break_glass':
      return 'break-glass: without a second person';
  }
}
