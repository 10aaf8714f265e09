import { WebAPIRateLimitedError, type WebClient } from '@slack/web-api';
import { z } from 'zod';
import type { Channel, ChannelLookup, Membership, PersonLookup } from '../domain/channel.ts';
import { Failure } from '../domain/failure.ts';
import {
  type ChannelId,
  type GroupId,
  isDirectMessage,
  type PersonId,
  parseChannelId,
  parseGroupId,
  parsePersonId,
  type TeamId,
} from '../domain/ids.ts';
import { ageMs, type Moment, momentOf } from '../domain/moment.ts';
import type { Person } from '../domain/person.ts';
import type { Clock } from '../ports/clock.ts';
import type { Directory } from '../ports/directory.ts';
import { failureFromSlack, slackRefusal } from './failure-from-slack.ts';
import { PeopleInBulk } from './people-in-bulk.ts';
import { parsePersonFromSlack } from './person-from-slack.ts';
import type { WebClients } from './web-clients.ts';

/**
 * The fields of `conversations.info` that Bouncer relies on.
 *
 * @see https://docs.slack.dev/reference/objects/conversation-object
 */
const conversationSchema = z.object({
  id: z.string(),
  name: z.string().nullish(),
  is_private: z.boolean(),
  is_archived: z.boolean().nullish(),
  is_shared: z.boolean().nullish(),
  is_ext_shared: z.boolean().nullish(),
  is_pending_ext_shared: z.boolean().nullish(),
  is_org_shared: z.boolean().nullish(),
});
type Conversation = z.infer<typeof conversationSchema>;

/** Parses the `channel` of a `conversations.info` response; undefined if a required field is missing. */
export function parseChannelFromSlack(conversation: unknown): Channel | undefined {
  const parsed = conversationSchema.safeParse(conversation);
  const id = parsed.success ? parseChannelId(parsed.data.id) : undefined;
  if (!parsed.success || id === undefined) return undefined;

  const { name, is_private: isPrivate, is_archived: isArchived, is_org_shared: isOrgShared } = parsed.data;
  return {
    id,
    name: name ?? id,
    isPrivate,
    isArchived: isArchived === true,
    isShared: isSharedBeyondCompany(parsed.data),
    isOrgShared: isOrgShared === true,
  };
}

/**
 * `is_shared` covers both kinds of sharing. A channel counts as the company's own only if Slack rules out the other
 * kind.
 */
function isSharedBeyondCompany(conversation: Conversation): boolean {
  const { is_shared: isShared, is_org_shared: isOrgShared, is_ext_shared: isExternal } = conversation;
  if (isExternal || conversation.is_pending_ext_shared) return true;
  const isOfCompany = isOrgShared === true && isExternal === false;
  return (isShared === true || isOrgShared === true) && !isOfCompany;
}

/** Caches results for a short time, and asks only once if several callers want the same result at the same time. */
export interface FreshCache<T> {
  /** @param isKept Whether the result may be reused. What could not be verified is asked again. */
  get(key: string, ask: () => Promise<T>, isKept: (answer: T) => boolean): Promise<T>;
}

export function freshCache<T>(
  clock: Pick<Clock, 'now' | 'elapsedMs'>,
  freshForMs: number,
  most: number,
): FreshCache<T> {
  const answers = new Map<string, { readonly answer: Promise<T>; readonly askedAt: Moment }>();

  return {
    async get(key, ask, isKept) {
      const known = answers.get(key);
      if (known !== undefined && ageMs(clock, known.askedAt) < freshForMs) return known.answer;

      const answer = ask();
      answers.delete(key);
      answers.set(key, { answer, askedAt: momentOf(clock) });
      if (answers.size > most) answers.delete(answers.keys().next().value ?? key);

      const forget = () => {
        if (answers.get(key)?.answer === answer) answers.delete(key);
      };
      answer.then((value) => isKept(value) || forget(), forget);
      return answer;
    },
  };
}

/** One command asks several times. The next command, seconds later, asks Slack again. */
const freshForMs = 15_000;
const mostKept = 5_000;
/** Slack allows 20 calls of `usergroups.list` a minute. */
const groupsFreshForMs = 60_000;
/** If Slack does not say when to ask again, a failure answers for this long, however many people type handles. */
const groupsFailedForMs = 10_000;

/** On AWS, all the work for one request has a minute. */
const bulkPatienceMs = 30_000;

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
  onFailure: (failure: Failure, during: string) => void = () => {},
): Directory {
  const many = new PeopleInBulk({
    client: bulk,
    home,
    clock,
    ask: (id) => lookUpPerson(bulk, home, id, onFailure),
    patienceMs: bulkPatienceMs,
  });
  const people = freshCache<PersonLookup<Person>>(clock, freshForMs, mostKept);
  const channels = freshCache<ChannelLookup>(clock, freshForMs, mostKept);

  const groups = freshCache<readonly Group[]>(clock, groupsFreshForMs, 1);
  let refused: { readonly failure: Failure; readonly at: Moment; readonly forMs: number } | undefined;
  const groupWhere = async (isMeant: (group: Group) => boolean): Promise<Group | undefined> => {
    if (refused !== undefined && ageMs(clock, refused.at) < refused.forMs) throw refused.failure;
    const ask = async () => {
      try {
        return await listGroups(bulk);
      } catch (error) {
        const failure = failureFromSlack(error, 'list user groups');
        const forMs = error instanceof WebAPIRateLimitedError ? error.retryAfter * 1_000 : groupsFailedForMs;
        refused = { failure, at: momentOf(clock), forMs };
        onFailure(failure, 'look up a user group');
        throw failure;
      }
    };
    return (await groups.get('all', ask, () => true)).find(isMeant);
  };

  return {
    person: (id) =>
      people.get(
        id,
        () => lookUpPerson(client, home, id, onFailure),
        ({ kind }) => kind === 'found',
      ),
    lookUpAll: (ids, { maxAgeMs, onProgress }) => many.lookUp(ids, maxAgeMs, onProgress),
    channel: (id) =>
      channels.get(
        id,
        () => lookUpChannel(client, id, onFailure),
        ({ kind }) => kind === 'found',
      ),
    membership: (channel, person) => lookUpMembership(client, channel, person, onFailure),
    membersOf: (group) => membersOf(bulk, group),
    handleOf: async (group) => (await groupWhere(({ id }) => id === group).catch(() => undefined))?.handle,
    groupCalled: async (called) =>
      (await groupWhere(({ handle }) => handle.toLowerCase() === called.toLowerCase()))?.id,
  };
}

type OnFailure = (failure: Failure, during: string) => void;

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
/** A person is waiting for the result, so Bouncer does not act in channels with more pages of members than this. */
const mostPages = 20;

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
    for (let page = 0; page < mostPages; page += 1) {
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

async function membersOf(client: WebClient, group: GroupId): Promise<readonly PersonId[]> {
  try {
    const { users = [] } = await client.usergroups.users.list({ usergroup: group });
    return users.flatMap((id) => parsePersonId(id) ?? []);
  } catch (error) {
    throw failureFromSlack(error, `read members of ${group}`);
  }
}

interface Group {
  readonly id: GroupId;
  readonly handle: string;
}

/**
 * Slack has no method to look up one group by its id or handle, so all of them are listed.
 *
 * @see https://docs.slack.dev/reference/methods/usergroups.list
 */
async function listGroups(client: WebClient): Promise<readonly Group[]> {
  const { usergroups } = await client.usergroups.list();
  if (usergroups === undefined)
    throw new Failure('slack_unintelligible', 'usergroups.list does not list the user groups');
  return usergroups.flatMap(({ id = '', handle }) => {
    const group = parseGroupId(id);
    return group === undefined || !handle ? [] : [{ id: group, handle }];
  });
}
