import type { ModalView } from '@slack/types';
import type { ChannelId } from '../../domain/ids.ts';
import { type Asker, loadActingSituation } from '../../policy/authorize.ts';
import { authorize } from '../../policy/decide.ts';
import type { AppContext } from '../../ports/app-context.ts';
import { textAt, valueAt } from '../../slack/block-kit/text-at.ts';
import type { Desk } from '../../slack/desk.ts';
import type { ReplyTo } from '../../slack/replies.ts';
import { findKick, type KickRequest } from './find-kick.ts';
import { type Unposted, unpostedBlock, unpostedModal, unpostedView } from './unposted-message.ts';

/** Adds a warning to the modal if Bouncer cannot post the outcome in the channel. */
export async function warned(
  desk: Pick<Desk, 'app' | 'poster' | 'names'>,
  modal: ModalView,
  channel: ChannelId,
  needsApproval: boolean,
): Promise<ModalView> {
  const unposted = await unpostedIn(desk, channel);
  return unposted === undefined ? modal : unpostedModal(modal, unposted, needsApproval);
}

/**
 * Checks whether Bouncer can post in the channel about an action there.
 *
 * @returns Undefined unless Slack refuses.
 */
async function unpostedIn(
  { app, poster, names }: Pick<Desk, 'app' | 'poster' | 'names'>,
  channel: ChannelId,
): Promise<Unposted | undefined> {
  // In other channels, people act on their own connections, and the outcome is sent as a direct message anyway.
  if (!app.rules.channels.has(channel)) return undefined;
  const refusal = await poster.refusalIn(channel);
  return refusal === undefined ? undefined : { channel, refusal, names };
}

/** What a submission would do. */
interface Acts {
  readonly kick: KickRequest | undefined;
  readonly isBlock: boolean;
}

/** A kick may be permitted by `kick`, `kick-many` or `self`, which its look-up decides. */
async function isAnyPermitted(app: AppContext, asker: Asker, { kick, isBlock }: Acts): Promise<boolean> {
  const situation = await loadActingSituation(app, asker);
  if (isBlock && authorize(app.rules, situation, 'block').allowed) return true;
  return kick !== undefined && (await findKick(app, situation, kick)).kind !== 'refused';
}

/**
 * Decides whether to carry out a submission. If Bouncer cannot post in the channel, the modal must have warned the
 * actor; otherwise they are told now, and nothing is done. An actor without permission is let through here, because the
 * action itself denies it and records that.
 */
export async function mayBegin(
  desk: Pick<Desk, 'app' | 'poster' | 'names' | 'replies'>,
  body: object,
  asker: Asker,
  acts: Acts,
  replyTo: ReplyTo,
): Promise<boolean> {
  const blocks = valueAt(body, 'view', 'blocks');
  const isWarned =
    Array.isArray(blocks) && blocks.some((block) => textAt(block, 'block_id') === unpostedBlock);
  if (isWarned) return true;

  const unposted = await unpostedIn(desk, asker.channel);
  if (unposted === undefined) return true;
  if (!(await isAnyPermitted(desk.app, asker, acts))) return true;

  await desk.replies.send(replyTo, unpostedView(unposted));
  return false;
}
