import type { AllMiddlewareArgs, SlackCommandMiddlewareArgs } from '@slack/bolt';
import { endpoints } from '../../commands/endpoints.ts';
import { help } from '../../commands/help.ts';
import type { Asker } from '../../commands/steps/asker.ts';
import { askerFromSlack } from '../asker-from-slack.ts';
import type { ListState } from '../identifiers/list-state.ts';
import { parseCommand, type VpnCommand } from '../parse-command.ts';
import type { MessageView } from '../views/blocks.ts';
import { endpointsView } from '../views/endpoints-view.ts';
import { helpView } from '../views/help-view.ts';
import { misreadView, unknownEndpointView } from '../views/misread-view.ts';
import { refusalView } from '../views/refusal-view.ts';
import type { Desk } from './desk.ts';
import { openKick } from './open-kick.ts';
import { showList } from './show-list.ts';

/** `/vpn …`: acknowledge, read what was typed, run one command, show its view to the person who asked. */
export function vpnCommand(desk: Desk) {
  return async ({ ack, body }: SlackCommandMiddlewareArgs & AllMiddlewareArgs): Promise<void> => {
    await ack();
    const asker = askerFromSlack({
      person: body.user_id,
      team: body.team_id,
      channel: body.channel_id,
      channelName: body.channel_name,
    });
    const names = desk.world.rules.endpoints.map(({ name }) => name);
    const parsed = parseCommand(body.text ?? '', names);
    const replyTo = { person: asker.person, channel: asker.channel, responseUrl: body.response_url };

    if (parsed.kind === 'kick') {
      const { whom, on, reason } = parsed;
      await openKick(desk, { asker, aim: { whom, on }, reason, triggerId: body.trigger_id, replyTo });
      return;
    }
    await desk.replies.send(replyTo, await answer(desk, asker, parsed));
  };
}

async function answer(
  { world }: Desk,
  asker: Asker,
  parsed: Exclude<VpnCommand, { kind: 'kick' }>,
): Promise<MessageView> {
  switch (parsed.kind) {
    case 'who':
    case 'history':
      return listAnswer(world, asker, { list: parsed.kind, whom: parsed.whom, on: parsed.on, page: 0 });
    case 'me':
      return listAnswer(world, asker, { list: 'me', whom: { kind: 'everyone' }, on: undefined, page: 0 });
    case 'endpoints':
      return endpointsAnswer(world, asker);
    case 'help':
      return helpAnswer(world, asker);
    case 'misread':
      return misreadView(parsed.problem);
  }
}

async function listAnswer(world: Desk['world'], asker: Asker, state: ListState): Promise<MessageView> {
  return (await showList(world, asker, state)).view;
}

async function endpointsAnswer(world: Desk['world'], asker: Asker): Promise<MessageView> {
  const result = await endpoints(world, { asker });
  switch (result.kind) {
    case 'reported':
      return endpointsView(result.reports);
    case 'refused':
      return refusalView(result.refusal);
    case 'unknown_endpoint':
      return unknownEndpointView(result.text, result.known);
  }
}

async function helpAnswer(world: Desk['world'], asker: Asker): Promise<MessageView> {
  const result = await help(world, { asker });
  return result.kind === 'refused' ? refusalView(result.refusal) : helpView(result.granted, result.elsewhere);
}
