import type { AllMiddlewareArgs, BlockAction, SlackActionMiddlewareArgs } from '@slack/bolt';
import type { Asker } from '../../policy/authorize.ts';
import { type Freshness, whole } from '../../ports/vpn-gateway.ts';
import { actionIds, allEndpoints } from '../../slack/block-kit/action-ids.ts';
import type { MessageView } from '../../slack/block-kit/blocks.ts';
import { lookUpProgressView, outdatedView, uninvitedView, withNotice } from '../../slack/block-kit/notice.ts';
import type { Desk } from '../../slack/desk.ts';
import { failureFromSlack, slackRefusal } from '../../slack/failure-from-slack.ts';
import { tellProgress, withProgress } from '../../slack/look-up-progress.ts';
import { pressedFrom } from '../../slack/pressed-from-slack.ts';
import type { ReplyTo } from '../../slack/replies.ts';
import { type ListState, parsePressedList } from '../connections/list-payload.ts';
import { type ShownList, showList } from './show-list.ts';

/** Past a second, people want to see that something happens. */
export const firstPatienceMs = 1_000;

/**
 * How long each next look at a list waits that is still being read; the last one until all of it is there.
 * A response_url is good for five uses.
 */
const patiencesMs = {
  /** A click's answer takes the place of the list that was clicked, again and again. */
  replace: [firstPatienceMs, 2_000, 5_000, Number.POSITIVE_INFINITY],
  /** After a slash command, Slack replaces nothing (github.com/slackapi/bolt-js/issues/2287): one more message it is. */
  new: [firstPatienceMs, Number.POSITIVE_INFINITY],
} as const;

/** After how long it is told how far the look-up of a group's members is, as often as a response_url leaves room for it. */
const progressWaitsMs = [3_000, 20_000] as const;

/**
 * Sends a list; while an endpoint is still being read, first what is there of it. Each time the list is decided and
 * looked up anew.
 */
export async function tellList(
  desk: Desk,
  asker: Asker,
  state: ListState,
  replyTo: ReplyTo,
  {
    how,
    age,
    notice,
  }: {
    readonly how: 'new' | 'replace';
    readonly age: Freshness['age'];
    /** What has to be said before the list, as mrkdwn. */
    readonly notice?: string | undefined;
  },
): Promise<void> {
  for (const patienceMs of patiencesMs[how]) {
    const freshness = { age, patienceMs };
    const { view, isPartial } = await showListWithProgress(desk, asker, state, freshness, replyTo, how);
    await desk.replies.send(replyTo, withNotice(view, notice), how);
    if (!isPartial) return;
  }
}

async function showListWithProgress(
  desk: Desk,
  asker: Asker,
  state: ListState,
  freshness: Freshness,
  replyTo: ReplyTo,
  how: 'new' | 'replace',
): Promise<ShownList> {
  const ask = { audience: 'asker', freshness } as const;
  if (state.whom.kind !== 'group') return showList(desk, asker, state, ask);

  const { desk: told, progress } = withProgress(desk);
  const looking = showList(told, asker, state, ask);
  await tellProgress(desk.app, looking, progress, progressWaitsMs, (now) =>
    desk.replies.send(replyTo, lookUpProgressView(now), how),
  );
  return looking;
}

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
