import type { WebClient } from '@slack/web-api';
import type { ChannelLookup, Membership, PersonLookup } from '../../domain/channel.ts';
import { Failure } from '../../domain/failure.ts';
import {
  type ChannelId,
  isDirectMessage,
  type PersonId,
  parsePersonId,
  type TeamId,
} from '../../domain/ids.ts';
import type { Person } from '../../domain/person.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Directory } from '../../ports/directory.ts';
import { failureFromSlack, slackRefusal } from '../failure-from-slack.ts';
import type { WebClients } from '../web-clients.ts';
import { within } from '../within.ts';
import { parseChannelFromSlack } from './channel-from-slack.ts';
import { freshCache } from './fresh-cache.ts';
import { PeopleInBulk } from './people-in-bulk.ts';
import { parsePersonFromSlack } from './person-from-slack.ts';
import { userGroups } from './user-groups.ts';

/** One command asks several times. The next command, seconds later, asks Slack again. */
const freshForMs = 15_000;
const maxKept = 5_000;
const recentForMs = 60_000;
const maxChannels = 200;
/** On AWS, all the work for one request has a minute. */
const bulkPatienceMs = 30_000;
/** A kick waits for it. */
const emailPatienceMs = 1_000;
/** Someone has pressed a button and waits. */
const ownerPatienceMs = 10_000;

type OnFailure = (failure: Failure, during: string) => void;

/**
 * The workspace as Slack's Web API describes it. User groups and their members are read with a separate client, so that
 * authorization does not wait if Slack limits its rate.
 *
 * @param home Bouncer's own workspace.
 * @param onFailure Receives the cause if a look-up failed, since people are not shown it.
 */
export function slackDirectory(
  { reading: client, bulk }: Pick<WebClients, 'reading' | 'bulk'>,
  home: TeamId,
  clock: Clock,
  onFailure: OnFailure = () => {},
): Directory {
  const many = new PeopleInBulk({
    client: bulk,
    home,
    clock,
    ask: (id) => lookUpPerson(bulk, home, id, onFailure),
    patienceMs: bulkPatienceMs,
  });
  const people = freshCache<PersonLookup<Person>>(clock, freshForMs, maxKept);
  const channels = freshCache<ChannelLookup>(clock, freshForMs, maxKept);
  const memberships = freshCache<FirstMembers>(clock, recentForMs, maxChannels);
  const isFound = ({ kind }: { readonly kind: string }) => kind === 'found';

  return {
    person: (id) => people.get(id, () => lookUpPerson(client, home, id, onFailure), isFound),
    lookUpAll: (ids, ask) => many.lookUp(ids, ask),
    personWithEmail: (email) => within(emailPatienceMs, lookUpEmail(bulk, email, onFailure)),
    ownerOfEmail: (email) => findOwner(bulk, email, onFailure),
    channel: (id) => channels.get(id, () => lookUpChannel(client, id, onFailure), isFound),
    membership: (channel, person) => lookUpMembership(client, channel, person, onFailure),
    async recentMembership(channel, person) {
      const isKept = ({ members }: FirstMembers) => members !== undefined;
      const first = await memberships.get(channel, () => firstMembersOf(bulk, channel), isKept);
      if (first.members?.has(person)) return 'member';
      return first.members === undefined || first.hasMore ? 'unverifiable' : 'absent';
    },
    ...userGroups(bulk, clock, onFailure),
  };
}

async function lookUpEmail(
  client: WebClient,
  email: string,
  onFailure: OnFailure,
): Promise<PersonId | undefined> {
  return ownerOf(client, email, onFailure).then(
    ({ owner }) => owner,
    () => undefined,
  );
}

/** @throws {Failure} `slack_…`, also if the answer takes too long. */
async function findOwner(
  client: WebClient,
  email: string,
  onFailure: OnFailure,
): Promise<PersonId | undefined> {
  const found = await within(ownerPatienceMs, ownerOf(client, email, onFailure));
  if (found === undefined) throw new Failure('slack_unreachable', 'users.lookupByEmail takes too long');
  return found.owner;
}

/**
 * @throws {Failure} `slack_…`
 * @see https://docs.slack.dev/reference/methods/users.lookupByEmail
 */
async function ownerOf(
  client: WebClient,
  email: string,
  onFailure: OnFailure,
): Promise<{ readonly owner: PersonId | undefined }> {
  try {
    const { user } = await client.users.lookupByEmail({ email });
    const owner = parsePersonId(user?.id ?? '');
    if (owner !== undefined) return { owner };
    throw new Failure('slack_unintelligible', 'users.lookupByEmail does not tell whose address it is');
  } catch (error) {
    if (slackRefusal(error) === 'users_not_found') return { owner: undefined };
    const failure = failureFromSlack(error, 'look up an e-mail address');
    onFailure(failure, 'look up an e-mail address');
    throw failure;
  }
}

/** If anything goes wrong, the person is unverifiable. */
async function lookUpPerson(
  client: WebClient,
  home: TeamId,
  id: PersonId,
  onFailure: OnFailure,
): Promise<PersonLookup<Person>> {
  try {
    const { user } = await client.users.info({ user: id });
    const person = parsePersonFromSlack(user, home);
    if (person?.id === id) return { kind: 'found', person };
    throw new Failure('slack_unintelligible', `users.info does not tell enough about ${id}`);
  } catch (error) {
    const failure = failureFromSlack(error, `look up ${id}`);
    // A person who does not exist is a fact, not a fault.
    if (failure.code !== 'slack_unknown') onFailure(failure, 'look up a person');
    return { kind: 'unverifiable', failure };
  }
}

/** Slack hides private channels from apps that were not invited. That has its own remedy. */
async function lookUpChannel(client: WebClient, id: ChannelId, onFailure: OnFailure): Promise<ChannelLookup> {
  if (isDirectMessage(id)) return { kind: 'hidden', id };
  try {
    const answer = await client.conversations.info({ channel: id });
    const channel = parseChannelFromSlack(answer.channel);
    if (channel?.id === id) return { kind: 'found', channel };
    throw new Failure('slack_unintelligible', `conversations.info does not tell enough about ${id}`);
  } catch (error) {
    if (slackRefusal(error) === 'channel_not_found') return { kind: 'hidden', id };
    onFailure(failureFromSlack(error, `look up ${id}`), 'look up a channel');
    return { kind: 'unverifiable', id };
  }
}

/**
 * The maximum that Slack returns at once.
 *
 * @see https://docs.slack.dev/reference/methods/conversations.members
 */
const membersPerPage = 999;
/** The members on the first page; undefined if Slack did not list them. */
interface FirstMembers {
  readonly members: ReadonlySet<string> | undefined;
  readonly hasMore: boolean;
}

/** One call serves everyone who asks about the channel: many people open their Home tab at the same time of the day. */
async function firstMembersOf(client: WebClient, channel: ChannelId): Promise<FirstMembers> {
  if (isDirectMessage(channel)) return { members: undefined, hasMore: false };
  try {
    const answer = await client.conversations.members({ channel, limit: membersPerPage });
    const { members, response_metadata: metadata } = answer;
    return { members: members && new Set(members), hasMore: Boolean(metadata?.next_cursor) };
  } catch {
    return { members: undefined, hasMore: false };
  }
}

/** A person is waiting for the result, so Bouncer does not act in channels with more pages of members than this. */
const maxPages = 20;

/**
 * Reads the channel's members rather than the person's channels (`users.conversations`): the method has twice the rate
 * limit, and one page nearly always lists all members of a private channel. If anything goes wrong, the membership is
 * unverifiable.
 */
async function lookUpMembership(
  client: WebClient,
  channel: ChannelId,
  person: PersonId,
  onFailure: OnFailure,
): Promise<Membership> {
  if (isDirectMessage(channel)) return 'unverifiable';
  try {
    let cursor: string | undefined;
    for (let page = 0; page < maxPages; page += 1) {
      const from = cursor === undefined ? {} : { cursor };
      const { members, response_metadata: metadata } = await client.conversations.members({
        channel,
        limit: membersPerPage,
        ...from,
      });
      if (members?.includes(person)) return 'member';
      if (members === undefined) return 'unverifiable';
      cursor = metadata?.next_cursor || undefined;
      if (cursor === undefined) return 'absent';
    }
  } catch (error) {
    onFailure(failureFromSlack(error, `read members of ${channel}`), 'look up a membership');
  }
  return 'unverifiable';
}
