import { WebAPIRateLimitedError, type WebClient } from '@slack/web-api';
import { minutesToMilliseconds } from 'date-fns/minutesToMilliseconds';
import { secondsToMilliseconds } from 'date-fns/secondsToMilliseconds';
import { Failure } from '../../domain/failure.ts';
import { type GroupId, type PersonId, parseGroupId, parsePersonId } from '../../domain/ids.ts';
import { ageMs, type Moment, momentOf } from '../../domain/moment.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Directory } from '../../ports/directory.ts';
import { failureFromSlack } from '../failure-from-slack.ts';
import { freshCache } from './fresh-cache.ts';

/** Slack allows 20 calls of `usergroups.list` a minute. */
const freshForMs = minutesToMilliseconds(1);
/** If Slack does not say when to ask again, a failure answers for this long, however many people type handles. */
const failedForMs = 10_000;
/** Slack allows 20 calls of `usergroups.users.list` a minute. https://docs.slack.dev/reference/methods/usergroups.users.list */
const recentForMs = minutesToMilliseconds(5);
const maxGroups = 500;

interface Group {
  readonly id: GroupId;
  readonly handle: string;
}

/** @param onFailure Receives the cause if the groups cannot be listed, at most once in a while. */
export function userGroups(
  client: WebClient,
  clock: Clock,
  onFailure: (failure: Failure, during: string) => void,
): Pick<Directory, 'membersOf' | 'recentMembersOf' | 'handleOf' | 'groupCalled'> {
  const members = freshCache<readonly PersonId[]>(clock, recentForMs, maxGroups);
  const groups = freshCache<readonly Group[]>(clock, freshForMs, 1);
  let failed: { readonly failure: Failure; readonly at: Moment; readonly forMs: number } | undefined;

  async function list(): Promise<readonly Group[]> {
    try {
      return await listGroups(client);
    } catch (error) {
      const failure = failureFromSlack(error, 'list user groups');
      const forMs =
        error instanceof WebAPIRateLimitedError ? secondsToMilliseconds(error.retryAfter) : failedForMs;
      failed = { failure, at: momentOf(clock), forMs };
      onFailure(failure, 'look up a user group');
      throw failure;
    }
  }

  async function findGroup(isMeant: (group: Group) => boolean): Promise<Group | undefined> {
    if (failed !== undefined && ageMs(clock, failed.at) < failed.forMs) throw failed.failure;
    return (await groups.get('all', list)).find(isMeant);
  }

  async function membersOf(group: GroupId): Promise<readonly PersonId[]> {
    try {
      const { users = [] } = await client.usergroups.users.list({ usergroup: group });
      return users.flatMap((id) => parsePersonId(id) ?? []);
    } catch (error) {
      throw failureFromSlack(error, `read members of ${group}`);
    }
  }

  return {
    membersOf,
    recentMembersOf: (group) => members.get(group, () => membersOf(group)),
    handleOf: async (group) => (await findGroup(({ id }) => id === group).catch(() => undefined))?.handle,
    groupCalled: async (called) =>
      (await findGroup(({ handle }) => handle.toLowerCase() === called.toLowerCase()))?.id,
  };
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
