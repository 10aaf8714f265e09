import type { Failure } from './failure.ts';
import type { ChannelId } from './ids.ts';

/** A Slack conversation, as Slack describes it now. */
export interface Channel {
  readonly id: ChannelId;
  readonly name: string;
  readonly isPrivate: boolean;
  /** With another organisation, or about to be, or with nobody can tell whom. */
  readonly isShared: boolean;
  /** Between the workspaces of the company, on Enterprise Grid. */
  readonly isOrgShared: boolean;
  readonly isArchived: boolean;
}

/** Why a channel cannot be vouched for is part of the answer that people get. */
export type ChannelLookup =
  | { readonly kind: 'found'; readonly channel: Channel }
  /** Slack hides the channel from the bot: it is private and the bot was not invited, or a direct message. */
  | { readonly kind: 'hidden'; readonly id: ChannelId }
  /** Slack did not answer, or not sensibly. */
  | { readonly kind: 'unverifiable'; readonly id: ChannelId };

/** Whether somebody is in a channel at this moment; `absent` also for whoever was removed from it. */
export type Membership = 'member' | 'absent' | 'unverifiable';

export type PersonLookup<P> =
  | { readonly kind: 'found'; readonly person: P }
  /** Nobody vouches for the person: because Slack knows no such one, or for another reason. */
  | { readonly kind: 'unverifiable'; readonly failure?: Failure };

/** How many of the people who are looked up at once are done. */
export interface LookUpProgress {
  readonly done: number;
  readonly total: number;
}
