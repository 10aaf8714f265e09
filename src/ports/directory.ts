import type { ChannelLookup, LookUpProgress, Membership, PersonLookup } from '../domain/channel.ts';
import type { ChannelId, GroupId, PersonId } from '../domain/ids.ts';
import type { Person } from '../domain/person.ts';

/** The workspace's people and channels, as it vouches for them now; answers are at most 60 seconds old. */
export interface Directory {
  /** Whoever asks for something is looked up so, and never waits for the look-up of many. */
  person(id: PersonId): Promise<PersonLookup<Person>>;
  /**
   * Looks many people up at once, for the names they go by and never to decide what they may do: for that, answers may
   * be too old. One who cannot be looked up, or not in time, is unverifiable, and the others are found all the same.
   *
   * @returns What is known of each, in order.
   */
  lookUpAll(ids: readonly PersonId[], ask: LookUpAsk): Promise<readonly PersonLookup<Person>[]>;
  channel(id: ChannelId): Promise<ChannelLookup>;
  /** Asked anew each time: whoever was removed a moment ago is absent. */
  membership(channel: ChannelId, person: PersonId): Promise<Membership>;
  /** Asked anew each time. @throws {Failure} `slack_…` */
  membersOf(group: GroupId): Promise<readonly PersonId[]>;
  /** What people call a user group, without the @; undefined where the workspace does not tell it. */
  handleOf(group: GroupId): Promise<string | undefined>;
  /** The user group of this handle, whatever its case; undefined where there is none, or the workspace does not tell. */
  groupCalled(handle: string): Promise<GroupId | undefined>;
}

export interface LookUpAsk {
  readonly maxAgeMs: number;
  readonly onProgress?: (progress: LookUpProgress) => void;
}

/** Somebody's VPN name hardly ever changes: to look, one that was right minutes ago will do. */
export const lookAgeMs = 5 * 60_000;
/** Long enough for the modal's answer to serve its submission as well. */
export const actAgeMs = 60_000;
