import type { Person } from '../../src/domain/person.ts';
import type { Requester } from '../../src/policy/load-access.ts';
import { channelId } from '../builders/ids.ts';

/** A person who makes a request in a channel, as Slack’s payload names both. */
export function aRequester({ id, team }: Person, channel = 'C0HELPDESK'): Requester {
  return { person: id, team, channel: channelId(channel), channelName: 'as-slack-calls-it' };
}
