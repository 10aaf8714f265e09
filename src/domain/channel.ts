import type { Failure } from './failure.ts';
import type { ChannelId } from './ids.ts';

/** A Slack conversation, as Slack currently describes it. */
export interface Channel {
  readonly id: ChannelId;
  readonly name: string;
  readonly isPrivate: boolean;
  /** Shared with another organization, or about to be, or with an unknown one. */
  readonly isShared: boolean;
  /** Shared between the company's workspaces, on Enterprise Grid. */
  readonly isOrgShared: boolean;
  readonly isArchived: boolean;
}

/** Why a channel cannot be verified is part of the answer that people get. */
export type ChannelLookup =
  | { readonly kind: 'found'; readonly channel: Channel }
  /** Slack hides the channel from Bouncer: it is private and Bouncer was not invited, or it is a direct message. */
  | { readonly kind: 'hidden'; readonly id: ChannelId }
  /** Slack did not respond, or not in a usable way. */
  | { readonly kind: 'unverifiable'; readonly id: ChannelId };

/** Whether someone is in a channel right now. People who were removed are `absent`. */
export type Membership = 'member' | 'absent' | 'unverifiable';

export type PersonLookup<P> =
  | { readonly kind: 'found'; readonly person: P }
  /** The person cannot be verified: Slack does not know them, or the look-up failed. */
  | { readonly kind: 'unverifiable'; readonly failure?: Failure };

/** The progress of a look-up of many people. */
export interface LookUpProgress {
  readonly done: number;
  readonly total: number;
}
