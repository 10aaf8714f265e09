import type { Actor, AuditEntry, EntryConnection } from './audit-entry.ts';
import { type Correlation, parseCorrelation } from './ids.ts';
import type { KickChannel } from './kick.ts';
import { storiesOf } from './kick-from-entries.ts';

/** A second person has so long to decide: long enough to be fetched, short enough that the reason still holds. */
export const approvalLastsMs = 10 * 60_000;

/** A kick that waits for a second person, or waited for one. */
export interface Approval {
  readonly correlation: Correlation;
  readonly requester: Actor;
  readonly channel: KickChannel;
  /** Whose sessions, in the words of the VPN. */
  readonly target: string;
  readonly reason: string;
  /** Why one person's word is not enough, and where the sessions are. */
  readonly detail: string;
  /** The sessions as they were when it was asked for. */
  readonly connections: readonly EntryConnection[];
  readonly expiresAt: Date;
  readonly state: ApprovalState;
}

export type ApprovalState =
  | { readonly kind: 'open' }
  | { readonly kind: 'approved'; readonly by: Actor; readonly at: Date }
  | { readonly kind: 'declined'; readonly by: Actor; readonly at: Date; readonly reason: string | undefined }
  /** The one who asked took it back. */
  | { readonly kind: 'withdrawn'; readonly at: Date }
  /** Nobody decided in time. */
  | { readonly kind: 'expired' }
  /** When somebody approved, nothing of it was left to end. */
  | { readonly kind: 'gone'; readonly by: Actor; readonly at: Date }
  /** When somebody approved, the one who had asked was no longer allowed to. */
  | { readonly kind: 'refused'; readonly at: Date }
  /** It was approved, and the bot was away for so long that it did not go on with it. */
  | { readonly kind: 'abandoned' };

/** What the detail of an `approval-lapsed` entry says. */
export const lapseDetails = {
  expired: 'nobody decided in time',
  gone: 'nothing was left to end',
} as const;

/** Reads from the record how a request for a second person stands; undefined when there is none. */
export function approvalFromEntries(entries: readonly AuditEntry[]): Approval | undefined {
  const story = storiesOf(entries).find(([{ kind }]) => kind === 'approval-requested');
  const [first] = story ?? [];
  const correlation = first === undefined ? undefined : parseCorrelation(first.correlation);
  if (story === undefined || first === undefined || correlation === undefined) return undefined;

  return {
    correlation,
    requester: first.actor,
    channel: first.channel ?? { id: '', name: '' },
    target: first.target ?? '',
    reason: first.reason ?? '',
    detail: first.detail ?? '',
    connections: first.connections ?? [],
    expiresAt: new Date(Date.parse(first.at) + approvalLastsMs),
    state: stateAfter(story.at(-1) ?? first),
  };
}

/** Says whether somebody may still decide. */
export function isUndecided({ state, expiresAt }: Approval, now: Date): boolean {
  return state.kind === 'open' && now < expiresAt;
}

function stateAfter({ kind, actor, at: text, reason, detail }: AuditEntry): ApprovalState {
  const at = new Date(text);
  switch (kind) {
    case 'approved':
      return { kind, by: actor, at };
    case 'declined':
      return { kind, by: actor, at, reason };
    case 'withdrawn':
    case 'refused':
      return { kind, at };
    case 'approval-lapsed':
      return detail === lapseDetails.gone ? { kind: 'gone', by: actor, at } : { kind: 'expired' };
    case 'abandoned':
      return { kind };
    default:
      return { kind: 'open' };
  }
}
