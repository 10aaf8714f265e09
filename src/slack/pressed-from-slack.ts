import type { BlockAction } from '@slack/bolt';
import { z } from 'zod';
import { isDirectMessage } from '../domain/ids.ts';
import type { Asker } from '../policy/authorize.ts';
import { askerFromSlack } from './asker-from-slack.ts';
import { parseValueInChannel } from './block-kit/value-in-channel.ts';
import type { ReplyTo } from './replies.ts';
import { threadFrom } from './thread-from-slack.ts';

/** A press of a button, or a choice in a select, in a message. */
export interface Pressed {
  readonly asker: Asker;
  readonly replyTo: ReplyTo;
  readonly blockId: string;
  readonly actionId: string;
  /** The value of the button or of the chosen option, without the channel that it may name; empty if there is none. */
  readonly value: string;
  readonly triggerId: string;
}

const actionSchema = z.object({
  block_id: z.string(),
  action_id: z.string(),
  value: z.string().optional(),
  selected_option: z.object({ value: z.string().optional() }).nullish(),
});
const containerSchema = z.object({ channel_id: z.string().optional() });

/**
 * Reads who pressed what, and where. In a shared channel, `team` is Bouncer's own workspace even if an outsider
 * pressed; only `user.team_id` shows that. A message that its channel did not accept is in a direct message, and its
 * buttons name the channel. That channel counts only in a direct message, never in another conversation.
 *
 * @throws {Failure} `unexpected` if the request has no valid person or channel.
 */
export function pressedFrom(body: BlockAction): Pressed {
  const action = actionSchema.safeParse(body.actions[0]);
  const container = containerSchema.safeParse(body.container);
  const { response_url: responseUrl, trigger_id: triggerId } = body;
  const pressedIn = askerFromSlack({
    person: body.user.id,
    team: body.user.team_id,
    channel: body.channel?.id ?? container.data?.channel_id,
    channelName: body.channel?.name,
  });
  const value = action.data?.value ?? action.data?.selected_option?.value ?? '';
  const said = isDirectMessage(pressedIn.channel)
    ? parseValueInChannel(value)
    : { channel: undefined, value };
  const isDirect = said.channel !== undefined;
  const asker = isDirect
    ? { ...pressedIn, channel: said.channel, channelName: said.channel, isOutside: true }
    : pressedIn;

  return {
    asker,
    replyTo: {
      person: asker.person,
      channel: asker.channel,
      // A thread of the direct message is not one of the channel.
      thread: isDirect ? undefined : threadFrom(body),
      isDirect,
      responseUrl,
      triggerId,
    },
    blockId: action.data?.block_id ?? '',
    actionId: action.data?.action_id ?? '',
    value: said.value,
    triggerId,
  };
}
