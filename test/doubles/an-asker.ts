import type { Asker } from '../../src/commands/steps/asker.ts';
import type { Person } from '../../src/core/person.ts';
import { channelId } from '../builders/ids.ts';

/** Someone who asks in a channel, as Slack's request says. */
export function anAsker({ id, team }: Person, channel = 'C0HELPDESK'): Asker {
  return { person: id, team, channel: channelId(channel), channelName: 'as-slack-calls-it' };
}
