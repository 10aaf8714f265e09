import type { AllMiddlewareArgs, BlockAction, SlackActionMiddlewareArgs } from '@slack/bolt';
import { whole } from '../../ports/snapshots.ts';
import { failureFromSlack, slackRefusal } from '../failure-from-slack.ts';
import { parsePressedList } from '../identifiers/list-state.ts';
import { actionIds, allEndpoints } from '../identifiers/names.ts';
import { pressedFrom } from '../pressed-from-slack.ts';
import type { MessageView } from '../views/blocks.ts';
import { outdatedView } from '../views/kick-answer-view.ts';
import { uninvitedView } from '../views/notice-view.ts';
import type { Desk } from './desk.ts';
import { showList } from './show-list.ts';
import { tellList } from './tell-list.ts';

type Args = SlackActionMiddlewareArgs<BlockAction> & AllMiddlewareArgs;

/** Previous, Next, Refresh and the endpoint filter: the same list again, decided and looked up anew, in its place. */
export function turnList(desk: Desk) {
  return async ({ ack, body }: Args): Promise<void> => {
    await ack();
    const { asker, replyTo, blockId, actionId, value } = pressedFrom(body);
    const pressed = parsePressedList({ blockId, value });
    if (pressed === undefined) return desk.replies.send(replyTo, outdatedView());

    const state = actionId === actionIds.filter ? { ...pressed, on: scopeFrom(value), page: 0 } : pressed;
    const age = actionId === actionIds.refresh ? 'newest' : 'lately';
    await tellList(desk, asker, state, replyTo, { how: 'replace', age });
  };
}

/** Share: the same list for everyone in the channel, without buttons. */
export function shareList(desk: Desk) {
  return async ({ ack, body }: Args): Promise<void> => {
    await ack();
    const { asker, replyTo, blockId, value } = pressedFrom(body);
    const state = parsePressedList({ blockId, value });
    if (state === undefined) return desk.replies.send(replyTo, outdatedView());

    const { view, isList } = await showList(desk, asker, state, { audience: 'channel', freshness: whole });
    if (!isList) return desk.replies.send(replyTo, view);
    if (!(await isPosted(desk, asker.channel, view)))
      await desk.replies.send(replyTo, uninvitedView(desk.names));
  };
}

/** A public channel may be looked up, and so configured, without the bot being in it. */
async function isPosted({ poster }: Desk, channel: string, view: MessageView): Promise<boolean> {
  try {
    await poster.post(channel, view);
    return true;
  } catch (error) {
    if (slackRefusal(error) === 'not_in_channel') return false;
    throw failureFromSlack(error, 'share a list');
  }
}

function scopeFrom(chosen: string): string | undefined {
  return chosen === allEndpoints ? undefined : chosen;
}
