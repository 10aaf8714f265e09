import type { Asker } from '../../commands/steps/asker.ts';
import type { Freshness } from '../../ports/snapshots.ts';
import type { ListState } from '../identifiers/list-state.ts';
import type { ReplyTo } from '../replies.ts';
import { lookUpProgressView, withNotice } from '../views/notice-view.ts';
import type { Desk } from './desk.ts';
import { tellProgress, withProgress } from './look-up-progress.ts';
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
  await tellProgress(desk.world, looking, progress, progressWaitsMs, (now) =>
    desk.replies.send(replyTo, lookUpProgressView(now), how),
  );
  return looking;
}
