import { type PersonId, parsePersonId } from './ids.ts';

/** The kinds of entries of a claim of a name, in the order in which they can follow. */
export const claimKinds = [
  'name-claim-requested',
  'name-claimed',
  'name-claim-declined',
  'name-claim-withdrawn',
  'name-claim-expired',
  'name-claim-removed',
] as const;

/** The kinds of entries. Later versions add kinds, and read every earlier one. */
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
  ...claimKinds,
] as const;
export type EntryKind = (typeof entryKinds)[number];

/**
 * The content of an entry before the log numbers and seals it. The field names are part of the export's contract with
 * operators. Fields without a value are absent.
 */
export interface EntryDraft {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly kind: EntryKind;
  readonly correlation: string;
  readonly actor: Actor;
  readonly channel?: { readonly id: string; readonly name: string };
  readonly endpoint?: { readonly id: string; readonly name: string; readonly region: string };
  /** Whom the entry is about, by the names that the VPN uses. */
  readonly target?: string;
  readonly connections?: readonly EntryConnection[];
  readonly reason?: string;
  readonly awsRequestId?: string;
  readonly detail?: string;
}

/** Who acted, according to the workspace. A person whom it could not verify has only an id. */
export interface Actor {
  readonly id: string;
  readonly name: string;
  readonly team: string;
}

/** The actor when nobody asked: a block has ended or denied a connection. */
export const botActor: Actor = { id: 'bouncer', name: 'bouncer', team: '' };

/** Someone who runs Bouncer's commands on its machine, by their user name there. */
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

/** An entry as it is stored in the audit log. */
export interface AuditEntry extends EntryDraft {
  /** Starts at 1, without gaps. */
  readonly seq: number;
  /** The hash of the previous entry. */
  readonly prev: string;
  /** SHA-256 over the canonical JSON of everything else in the entry, in hex. */
  readonly hash: string;
}

/** Who authorized a kick. */
export type Authority =
  /** The requester needs no second person. */
  | { readonly kind: 'alone' }
  /** A second person approved it. */
  | { readonly kind: 'approved'; readonly by: Actor }
  /** It would have needed a second person, and the requester may do without one in an emergency. */
  | { readonly kind: 'break_glass' };

export const alone: Authority = { kind: 'alone' };

/** Reads from the audit entries of a request who authorized it. */
export function authorityFrom(entries: readonly AuditEntry[]): Authority {
  const approved = entries.find(({ kind }) => kind === 'approved');
  if (approved !== undefined) return { kind: 'approved', by: approved.actor };
  return entries.some(({ kind }) => kind === 'break-glass') ? { kind: 'break_glass' } : alone;
}

const separator = '; ';

/** Adds the authority to an entry's detail, so that each entry of a kick names both people. */
export function detailWith(detail: string | undefined, authority: Authority): string | undefined {
  const parts = [detail, noteOf(authority)].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join(separator);
}

/** Returns whether an entry has this detail, whatever authority was added to it. */
export function isDetail(entryDetail: string | undefined, detail: string): boolean {
  return entryDetail === detail || (entryDetail?.startsWith(detail + separator) ?? false);
}

/** A person's name in a detail: readable, with an id that identifies them. */
export function personText({ id, name }: Actor): string {
  return `${name} (${id})`;
}

/** The ids that {@link personText} writes. A shorter text may be part of a name, such as `(UK)`. */
const writtenIds = / \(([UW][A-Z0-9]{2,})\)/g;

/** Leaves only the names of people in a detail: their ids identify them in the export, in a message the names suffice. */
export function withoutPersonIds(text: string): string {
  return text.replaceAll(writtenIds, '');
}

/** Returns the id at the end of a text that {@link personText} wrote. */
export function personIdAtEnd(text: string): PersonId | undefined {
  const [written, id] = [...text.matchAll(writtenIds)].at(-1) ?? [];
  return written !== undefined && id !== undefined && text.endsWith(written) ? parsePersonId(id) : undefined;
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

/** An entry that was read from the audit log. Of a corrupted one, only the number is known. */
export type FoundEntry =
  | { readonly kind: 'readable'; readonly entry: AuditEntry }
  | { readonly kind: 'unreadable'; readonly seq: number };

export function seqOf(found: FoundEntry): number {
  return found.kind === 'readable' ? found.entry.seq : found.seq;
}
