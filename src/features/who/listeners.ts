import { listOrders } from '../../domain/arrangement.ts';
import type { LookUpProgress } from '../../domain/channel.ts';
import type { Requester } from '../../policy/load-access.ts';
import { type Freshness, whole } from '../../ports/vpn-gateway.ts';
import { actionIds, allEndpoints } from '../../slack/block-kit/action-ids.ts';
import type { MessageView } from '../../slack/block-kit/blocks.ts';
import { lookUpProgressView, sharedView, uninvitedView, withNotice } from '../../slack/block-kit/notice.ts';
import { failureFromSlack, slackRefusal } from '../../slack/failure-from-slack.ts';
import type { ListenerDeps } from '../../slack/listener-deps.ts';
import { reportProgress, withProgress } from '../../slack/look-up-progress.ts';
import { onButton } from '../../slack/on-button.ts';
import type { ReplyTo } from '../../slack/replies.ts';
import { type ListState, parsePressedList } from '../connections/payloads.ts';
import { type ListAsk, type ShownList, showList } from './show-list.ts';

/** After a second, people want to see that something is happening. */
export const firstPatienceMs = 1_000;

/**
 * How long each look-up waits for a list that is still being read; the last one waits until it is complete. A response_url
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
export async function sendList(
  deps: ListenerDeps,
  requester: Requester,
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
    const ask = { audience: 'requester', freshness: { age, patienceMs } } as const;
    const sendProgress = (now: LookUpProgress) => deps.replies.send(replyTo, lookUpProgressView(now), how);
    const { view, isPartial } =
      state.targetRef.kind === 'group'
        ? await showGroup(deps, requester, state, ask, sendProgress)
        : await showList(deps, requester, state, ask);
    await deps.replies.send(replyTo, withNotice(view, notice), how);
    if (!isPartial) return;
  }
}

async function showGroup(
  deps: ListenerDeps,
  requester: Requester,
  state: ListState,
  ask: ListAsk,
  sendProgress: (now: LookUpProgress) => Promise<void>,
): Promise<ShownList> {
  const { deps: observed, progress } = withProgress(deps);
  const showing = showList(observed, requester, state, ask);
  await reportProgress(deps.app, showing, progress, progressWaitsMs, sendProgress);
  return showing;
}

/**
 * Handles Previous, Next, Refresh and the selects: authorizes and looks up the same list again, and replaces the
 * clicked one.
 */
export function turnList(deps: ListenerDeps) {
  return onButton(deps, parsePressedList, ({ requester, replyTo, actionId, value }, pressed) => {
    const state = chosenState(pressed, actionId, value);
    const age = actionId === actionIds.refresh ? 'newest' : 'lately';
    return sendList(deps, requester, state, replyTo, { how: 'replace', age });
  });
}

/** Applies the choice of a select; a button leads to the page that it carries. */
function chosenState(pressed: ListState, actionId: string, value: string): ListState {
  switch (actionId) {
    case actionIds.filter:
      return { ...pressed, on: value === allEndpoints ? undefined : value, page: 0 };
    case actionIds.sort:
      return { ...pressed, sort: listOrders.find((order) => order === value), page: 0 };
    default:
      return pressed;
  }
}

/** Handles Share: posts the same list for everyone in the channel, without buttons. */
export function shareList(deps: ListenerDeps) {
  return onButton(deps, parsePressedList, async ({ requester, replyTo }, state) => {
    const { view, isList } = await showList(deps, requester, state, {
      audience: 'channel',
      freshness: whole,
    });
    if (!isList) return deps.replies.send(replyTo, view);
    if (!(await isPosted(deps, requester.channel, view)))
      return deps.replies.send(replyTo, uninvitedView(deps.names));
    // A modal may be open over another channel, where nobody sees what was posted.
    if (replyTo.viewId !== undefined) await deps.replies.send(replyTo, sharedView(requester.channel));
  });
}

/** A public channel can be looked up, and so be configured, without Bouncer being a member of it. */
async function isPosted({ poster }: ListenerDeps, channel: string, view: MessageView): Promise<boolean> {
  try {
    await poster.post(channel, view);
    return true;
  } catch (error) {
    if (slackRefusal(error) === 'not_in_channel') return false;
    throw failureFromSlack(error, 'share a list');
  }
}
