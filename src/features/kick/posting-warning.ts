import type { ModalView } from '@slack/types';
import type { BotNames } from '../../domain/bot-names.ts';
import type { ChannelId } from '../../domain/ids.ts';
import { authorize } from '../../policy/authorize.ts';
import { loadActionAccess, type Requester } from '../../policy/load-access.ts';
import type { AppContext } from '../../ports/app-context.ts';
import { type MessageView, section } from '../../slack/block-kit/blocks.ts';
import { noticeView } from '../../slack/block-kit/notice.ts';
import type { ListenerDeps } from '../../slack/listener-deps.ts';
import type { ReplyTo } from '../../slack/replies.ts';
import { textAt, valueAt } from '../../slack/slack-request.ts';
import { findKick, type KickRequest } from './propose-kick.ts';

/** Adds a warning to the modal if Bouncer cannot post the outcome in the channel. */
export async function warned(
  deps: Pick<ListenerDeps, 'app' | 'poster' | 'names'>,
  modal: ModalView,
  channel: ChannelId,
  needsApproval: boolean,
): Promise<ModalView> {
  const unposted = await unpostedIn(deps, channel);
  return unposted === undefined ? modal : unpostedModal(modal, unposted, needsApproval);
}

/**
 * Checks whether Bouncer can post in the channel about an action there.
 *
 * @returns Undefined unless Slack refuses.
 */
async function unpostedIn(
  { app, poster, names }: Pick<ListenerDeps, 'app' | 'poster' | 'names'>,
  channel: ChannelId,
): Promise<Unposted | undefined> {
  // In other channels, people act on their own connections, and the outcome is sent as a direct message anyway.
  if (!app.rules.channels.has(channel)) return undefined;
  const denial = await poster.refusalIn(channel);
  return denial === undefined ? undefined : { channel, denial, names };
}

/** What a submission would do. */
interface RequestedActions {
  readonly kick: KickRequest | undefined;
  readonly isBlock: boolean;
}

/** A kick may be permitted by `kick`, `kick-many` or `self`, which its look-up decides. */
async function isAnyPermitted(
  app: AppContext,
  requester: Requester,
  { kick, isBlock }: RequestedActions,
): Promise<boolean> {
  const access = await loadActionAccess(app, requester);
  if (isBlock && authorize(app.rules, access, 'block').allowed) return true;
  return kick !== undefined && (await findKick(app, access, kick)).kind !== 'refused';
}

/**
 * Decides whether to carry out a submission. If Bouncer cannot post in the channel, the modal must have warned the
 * actor; otherwise they are told now, and nothing is done. An actor without permission is let through here, because the
 * action itself denies it and records that.
 */
export async function mayBegin(
  deps: Pick<ListenerDeps, 'app' | 'poster' | 'names' | 'replies'>,
  body: object,
  requester: Requester,
  acts: RequestedActions,
  replyTo: ReplyTo,
): Promise<boolean> {
  const blocks = valueAt(body, 'view', 'blocks');
  const isWarned =
    Array.isArray(blocks) && blocks.some((block) => textAt(block, 'block_id') === unpostedBlock);
  if (isWarned) return true;

  const unposted = await unpostedIn(deps, requester.channel);
  if (unposted === undefined) return true;
  if (!(await isAnyPermitted(deps.app, requester, acts))) return true;

  await deps.replies.send(replyTo, unpostedView(unposted));
  return false;
}

/** The block_id of the warning; a submission contains it if the modal showed the warning. */
export const unpostedBlock = 'unposted';

/** A channel in which Bouncer cannot post, Slack's error code for it, and the names that Bouncer goes by. */
export interface Unposted {
  readonly channel: ChannelId;
  readonly denial: string;
  readonly names: BotNames;
}

/** Adds a warning that the outcome will not reach the channel; submitting the modal then accepts that. */
export function unpostedModal(modal: ModalView, unposted: Unposted, needsApproval: boolean): ModalView {
  const noOne = needsApproval ? ' No one there can be asked to approve this kick.' : '';
  const text = `:warning: *${problemText(unposted)}*${noOne} If you continue, only you (in a direct message) and the audit channel see the outcome.${remedyText(unposted)}`;
  return { ...modal, blocks: [section(text, { block_id: unpostedBlock }), ...modal.blocks] };
}

/** Reports that Bouncer cannot post in the channel, if the modal did not warn about it. */
export function unpostedView(unposted: Unposted): MessageView {
  return noticeView(
    `:x: *No action was taken.* ${problemText(unposted)}${remedyText(unposted)} To continue anyway, run the command again and confirm.`,
  );
}

function problemText({ channel, denial }: Unposted): string {
  return `Bouncer can’t post in <#${channel}> because ${reasonText(denial)}.`;
}

function reasonText(denial: string): string {
  if (denial === 'is_archived') return 'the channel is archived';
  return isAbsence(denial) ? 'it isn’t in the channel' : 'posting there is restricted';
}

function remedyText({ denial, names }: Unposted): string {
  return isAbsence(denial) ? ` To fix this, type \`/invite ${names.handle}\` in that channel.` : '';
}

function isAbsence(denial: string): boolean {
  return denial === 'not_in_channel' || denial === 'channel_not_found';
}
