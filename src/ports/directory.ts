import type { ChannelLookup, Membership, PersonLookup } from '../core/channel.ts';
import type { ChannelId, GroupId, PersonId } from '../core/ids.ts';
import type { Person } from '../core/person.ts';

/** The workspace's people and channels, as it vouches for them now; answers are at most 60 seconds old. */
export interface Directory {
  person(id: PersonId): Promise<PersonLookup<Person>>;
  channel(id: ChannelId): Promise<ChannelLookup>;
  /** Asked anew each time: whoever was removed a moment ago is absent. */
  membership(channel: ChannelId, person: PersonId): Promise<Membership>;
  /** @throws {Failure} `slack_…` */
  membersOf(group: GroupId): Promise<readonly PersonId[]>;
  /** What people call a user group, without the @; undefined where the workspace does not tell it. */
  handleOf(group: GroupId): Promise<string | undefined>;
}
