import type { FailureCode } from './failure.ts';
import type { ChannelId, Correlation, PersonId } from './ids.ts';
import type { OneOfSeveral } from './target.ts';
import type { TeamList } from './team-list.ts';

/** A message in a channel that shows who of several people is connected, and is kept up to date for some hours. */
export interface Board {
  /** Identifies the board's message. */
  readonly correlation: Correlation;
  readonly channel: ChannelId;
  readonly targets: readonly OneOfSeveral[];
  /** The name of the only endpoint that it shows; undefined for all that the channel may see. */
  readonly on: string | undefined;
  readonly startedBy: { readonly id: PersonId; readonly name: string };
  readonly endsAt: Date;
}

/** Why a board is no longer kept up to date, and since when. */
export interface BoardEnd {
  readonly at: Date;
  readonly why: BoardEndReason;
  /** The name of the person who stopped or replaced it. */
  readonly by?: string | undefined;
}

export const boardEndReasons = [
  'over',
  'stopped',
  'replaced',
  'channel_exposed',
  'channel_archived',
  'channel_not_allowed',
  'starter_not_allowed',
  'endpoint_gone',
] as const;
export type BoardEndReason = (typeof boardEndReasons)[number];

/** What a board's message shows. */
export type BoardState = {
  readonly board: Board;
  /** The names of the people and groups that it is about; a group's begins with an @. */
  readonly about: readonly string[];
  readonly at: Date;
} & (
  | { readonly kind: 'live'; readonly team: TeamList }
  /** It could not be looked up who is connected, since that moment. */
  | { readonly kind: 'failing'; readonly code: FailureCode }
  | { readonly kind: 'ended'; readonly end: BoardEnd }
);
