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

/** After a second, people want to see that something is happening. */
export const firstPatienceMs = 1_000;

/**
 * How long each look waits for a list that is still being read; the last one waits until it is complete. A response_url
 * can be used five times.
 */
const patiencesMs = {
  /** The answer to a click can replace the clicked list several times. */
  replace: [firstPatienceMs, 2_000, 5_000, Number.POSITIVE_INFINITY],
  /**
   * Slack replaces nothing after a slash command (github.com/slackapi/bolt-js/issues/2287), so this sends two
   * messages.
   */
  new: [firstPatienceMs, Number.POSITIVE_INFINITY],
} as const;

/** When to report the progress of looking up a group's members: no more often than the uses of a response_url allow. */
const progressWaitsMs = [3_000, 20_000] as const;

/**
 * Sends a list, and while an endpoint is still being read, first the part that is available. The request is authorized
 * and looked up again each time.
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
    /** Shown before the list, as mrkdwn. */
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

  const { desk: observed, progress } = withProgress(desk);
  const looking = showList(observed, asker, state, ask);
  await tellProgress(desk.app, looking, progress, progressWaitsMs, (now) =>
    desk.replies.send(replyTo, lookUpProgressView(now), how),
  );
  return looking;
}

type Args = SlackActionMiddlewareArgs<BlockAction> & AllMiddlewareArgs;

/**
 * Handles Previous, Next, Refresh and the endpoint filter: authorizes and looks up the same list again, and replaces
 * the clicked one.
 */
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

/** Handles Share: posts the same list for everyone in the channel, without buttons. */
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

/** A public channel can be looked up, and so be configured, without Bouncer being a member of it. */
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
