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
  /** The button's value or the chosen option's, without the channel that it may name; empty when it has none. */
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
 * Reads who pressed what, where. With a shared channel, `team` is the bot's own workspace even when an outsider
 * pressed: only `user.team_id` tells. A message that no channel took stands in a direct message, where its buttons name
 * the channel: there, and in no other conversation, that one counts.
 *
 * @throws {Failure} `unexpected` when the request names nobody, or no place.
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
      // Its thread is none of the channel's.
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
