import { minutesToMilliseconds } from 'date-fns/minutesToMilliseconds';
import type { ChannelLookup, LookUpProgress, Membership, PersonLookup } from '../domain/channel.ts';
import type { ChannelId, GroupId, PersonId } from '../domain/ids.ts';
import type { Person } from '../domain/person.ts';

/**
 * The workspace's people and channels, as the workspace currently reports them. Answers are at most 60 seconds
 * old, except those of {@link Directory.lookUpAll}, whose callers say how old they may be.
 */
export interface Directory {
  /** Looks up the person who makes a request. It never waits for a look-up of many people. */
  person(id: PersonId): Promise<PersonLookup<Person>>;
  /**
   * Looks up many people at once. Use it to find their names, never to decide what they may do: the answers may be too
   * old for that. Someone who cannot be looked up, or not in time, is unverifiable; the others are still returned.
   *
   * @returns The result for each person, in order.
   */
  lookUpAll(ids: readonly PersonId[], ask: LookUpAsk): Promise<readonly PersonLookup<Person>[]>;
  /**
   * Finds the person with this e-mail address; undefined if there is none, or if that cannot be found out quickly. Use it
   * to notify people, never to decide what they may do.
   */
  personWithEmail(email: string): Promise<PersonId | undefined>;
  /**
   * Finds out whose e-mail address this is; undefined only if Slack answers that it is no one's. Never cached.
   *
   * @throws {Failure} `slack_…`: then nothing is known about the address.
   */
  ownerOfEmail(email: string): Promise<PersonId | undefined>;
  channel(id: ChannelId): Promise<ChannelLookup>;
  /** Never cached: someone who was removed a moment ago is absent. */
  membership(channel: ChannelId, person: PersonId): Promise<Membership>;
  /**
   * The same, at most 60 seconds old and only if it can be found out quickly. Use it to tell people where they can do
   * something, never to decide what they may do.
   */
  recentMembership(channel: ChannelId, person: PersonId): Promise<Membership>;
  /** Never cached. @throws {Failure} `slack_…` */
  membersOf(group: GroupId): Promise<readonly PersonId[]>;
  /** The same, at most five minutes old. Use it to show people, never to decide whom an action is about. */
  recentMembersOf(group: GroupId): Promise<readonly PersonId[]>;
  /** The handle of a user group, without the @; undefined if the workspace does not return it. */
  handleOf(group: GroupId): Promise<string | undefined>;
  /**
   * Finds the user group with this handle, ignoring case; undefined if there is none.
   *
   * @throws {Failure} `slack_…`: then nothing is known about the handle.
   */
  groupCalled(handle: string): Promise<GroupId | undefined>;
}

export interface LookUpAsk {
  readonly maxAgeMs: number;
  /** Whether to leave enough of Slack's rate for those who act meanwhile. */
  readonly isFrugal?: boolean;
  readonly onProgress?: (progress: LookUpProgress) => void;
}

/** A person's VPN name hardly ever changes, so one that is minutes old is good enough for reading. */
export const lookAgeMs = minutesToMilliseconds(5);
/** Long enough that the look-up for a modal also serves its submission. */
export const actAgeMs = minutesToMilliseconds(1);
