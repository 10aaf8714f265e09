import type { BlockAction } from '@slack/bolt';
import { z } from 'zod';
import type { Asker } from '../commands/steps/asker.ts';
import { askerFromSlack } from './asker-from-slack.ts';
import type { ReplyTo } from './replies.ts';
import { threadFrom } from './thread-from-slack.ts';

/** A press of a button, or a choice in a select, in a message. */
export interface Pressed {
  readonly asker: Asker;
  readonly replyTo: ReplyTo;
  readonly blockId: string;
  readonly actionId: string;
  /** The button's value or the chosen option's; empty when it has none. */
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
 * pressed: only `user.team_id` tells.
 *
 * @throws {Failure} `unexpected` when the request names nobody, or no place.
 */
export function pressedFrom(body: BlockAction): Pressed {
  const action = actionSchema.safeParse(body.actions[0]);
  const container = containerSchema.safeParse(body.container);
  const { response_url: responseUrl, trigger_id: triggerId } = body;
  const asker = askerFromSlack({
    person: body.user.id,
    team: body.user.team_id,
    channel: body.channel?.id ?? container.data?.channel_id,
    channelName: body.channel?.name,
  });

  return {
    asker,
    replyTo: {
      person: asker.person,
      channel: asker.channel,
      thread: threadFrom(body),
      responseUrl,
      triggerId,
    },
    blockId: action.data?.block_id ?? '',
    actionId: action.data?.action_id ?? '',
    value: action.data?.value ?? action.data?.selected_option?.value ?? '',
    triggerId,
  };
}
