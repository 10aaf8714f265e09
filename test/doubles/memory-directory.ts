import type { Channel, ChannelLookup, Membership, PersonLookup } from '../../src/domain/channel.ts';
import { Failure } from '../../src/domain/failure.ts';
import type { ChannelId, GroupId, PersonId } from '../../src/domain/ids.ts';
import type { Person } from '../../src/domain/person.ts';
import type { Directory, LookUpAsk } from '../../src/ports/directory.ts';

/** A workspace of these people, channels and groups; it vouches for nobody else. Everyone is in every channel. */
export class MemoryDirectory implements Directory {
  readonly people: Map<PersonId, Person>;
  readonly channels: Map<ChannelId, Channel>;
  readonly groups = new Map<GroupId, readonly PersonId[]>();
  readonly handles = new Map<GroupId, string>();
  /** Slack does not answer whose an e-mail address is. */
  failsEmails = false;
  readonly #hidden = new Set<ChannelId>();
  readonly #memberships = new Map<string, Membership>();

  constructor(people: readonly Person[], channels: readonly Channel[]) {
    this.people = new Map(people.map((person) => [person.id, person]));
    this.channels = new Map(channels.map((channel) => [channel.id, channel]));
  }

  /** A private channel that the bot was not invited to. */
  hide(channel: ChannelId): void {
    this.#hidden.add(channel);
  }

  /** Takes somebody out of a channel, or makes it unknown whether they are in it. */
  setMembership(channel: ChannelId, person: PersonId, membership: Membership): void {
    this.#memberships.set(`${channel} ${person}`, membership);
  }

  async person(id: PersonId): Promise<PersonLookup<Person>> {
    const person = this.people.get(id);
    return person === undefined ? { kind: 'unverifiable' } : { kind: 'found', person };
  }

  async lookUpAll(
    ids: readonly PersonId[],
    { onProgress }: LookUpAsk,
  ): Promise<readonly PersonLookup<Person>[]> {
    const lookups = await Promise.all(ids.map((id) => this.person(id)));
    onProgress?.({ done: ids.length, total: ids.length });
    return lookups;
  }

  async personWithEmail(email: string): Promise<PersonId | undefined> {
    if (this.failsEmails) return undefined;
    return [...this.people.values()].find((person) => person.email?.toLowerCase() === email.toLowerCase())
      ?.id;
  }

  async ownerOfEmail(email: string): Promise<PersonId | undefined> {
    if (this.failsEmails) throw new Failure('slack_throttled', 'too many look-ups');
    return this.personWithEmail(email);
  }

  async channel(id: ChannelId): Promise<ChannelLookup> {
    if (this.#hidden.has(id)) return { kind: 'hidden', id };
    const channel = this.channels.get(id);
    return channel === undefined ? { kind: 'unverifiable', id } : { kind: 'found', channel };
  }

  async membership(channel: ChannelId, person: PersonId): Promise<Membership> {
    return this.#memberships.get(`${channel} ${person}`) ?? 'member';
  }

  async recentMembership(channel: ChannelId, person: PersonId): Promise<Membership> {
    return this.membership(channel, person);
  }

  async membersOf(group: GroupId): Promise<readonly PersonId[]> {
    const members = this.groups.get(group);
    if (members === undefined) throw new Failure('slack_refused', `no group ${group}`);
    return members;
  }

  async recentMembersOf(group: GroupId): Promise<readonly PersonId[]> {
    return this.membersOf(group);
  }

  async groupCalled(handle: string): Promise<GroupId | undefined> {
    return [...this.handles].find(([, known]) => known === handle.toLowerCase())?.[0];
  }

  async handleOf(group: GroupId): Promise<string | undefined> {
    return this.handles.get(group);
  }
}
