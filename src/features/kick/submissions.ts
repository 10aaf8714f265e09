import type { AllMiddlewareArgs, SlackViewMiddlewareArgs, ViewSubmitAction } from '@slack/bolt';
import { isOver } from '../../domain/moment.ts';
import { isMany } from '../../domain/target.ts';
import { isLongEnough } from '../../domain/visible-text.ts';
import { isSameName } from '../../domain/vpn-name.ts';
import { kickBlocks } from '../../slack/block-kit/action-ids.ts';
import type { MessageView } from '../../slack/block-kit/blocks.ts';
import { reasonTooShortText } from '../../slack/block-kit/inputs.ts';
import { expiredListView, outdatedView } from '../../slack/block-kit/notice.ts';
import {
  correlationOfModal,
  type KickSubmission,
  kickSubmissionFrom,
  replyToFrom,
  requesterFromSlack,
} from '../../slack/interactions.ts';
import type { ListenerDeps } from '../../slack/listener-deps.ts';
import { type KickMetadata, parseKickMetadata } from '../../slack/payloads/kick-modal.ts';
import type { Replies, ReplyTo } from '../../slack/replies.ts';
import { lengthMissingText } from '../block/modal.ts';
import { parseBlockMetadata } from '../block/payloads.ts';
import { afterBlock, afterKick } from './answers.ts';
import { blockThenKick } from './block-then-kick.ts';
import { kick } from './kick.ts';
import { endpointUntypedText, tooManyLeftOutView } from './many-people.ts';
import { mayBegin } from './posting-warning.ts';

type Args = SlackViewMiddlewareArgs<ViewSubmitAction> & AllMiddlewareArgs;

/** Handles the submission of the kick modal: shows errors in the modal, or closes it and runs the kick. */
export function kickSubmission(deps: ListenerDeps) {
  const { app, replies, names } = deps;
  return async ({ ack, body }: Args): Promise<void> => {
    const metadata = parseKickMetadata(body.view.private_metadata);
    const submission = kickSubmissionFrom(body.view);
    const errors = metadata && kickErrors(submission, metadata, app.rules.kick.minReason);
    if (errors !== undefined) return ack({ response_action: 'errors', errors });
    await ack();
    const replyTo = replyToFrom(body);
    if (metadata === undefined) return replies.send(replyTo, outdatedView());
    if (isOver(metadata.openedAt, app.rules.kick.listExpiresMs, app.clock.now()))
      return replies.send(replyTo, expiredListView(metadata.openedAt));
    if (metadata.leftOut === 'too_many') return replies.send(replyTo, tooManyLeftOutView());

    const { targetRef, on, leftOut, breakGlass } = metadata;
    const { reason, typed, ticked, possible, keepOut } = submission;
    const order = {
      correlation: correlationOfModal(body),
      requester: requesterFromSlack({ ...metadata, person: body.user.id, team: body.user.team_id }),
      ...{ selection: { targetRef, on }, leftOut, reason, breakGlass, typed, also: possible },
      // Everything ticked means every connection of the name, including any begun since the look-up.
      only: ticked?.length === metadata.listed ? undefined : ticked,
    };
    const isBlock = keepOut !== undefined && keepOut.kind !== 'absurd' && !isMany(targetRef);
    if (!(await mayBegin(deps, body, order.requester, { kick: order, isBlock }, replyTo))) return;
    if (!isBlock) return sendAll(replies, replyTo, [afterKick(await kick(app, order), names)]);

    const withBlock = { ...order, selection: { targetRef, on }, length: keepOut };
    const acts = { isBlock: order.only?.length !== 0, isKick: true };
    const { blocked, kicked } = await blockThenKick(app, withBlock, acts);
    const answers = await Promise.all(blocked.map((result) => afterBlock(result, names)));
    await sendAll(replies, replyTo, [...answers, kicked && afterKick(kicked, names)]);
  };
}

function kickErrors(
  { reason, ticked, possible, typed, keepOut }: KickSubmission,
  { confirm }: KickMetadata,
  minReason: number,
): Record<string, string> | undefined {
  if (confirm !== undefined && !isSameName(typed.trim(), confirm))
    return { [kickBlocks.endpoint]: endpointUntypedText([confirm]) };
  if (!isLongEnough(reason, minReason)) return { [kickBlocks.reason]: reasonTooShortText(minReason) };
  if (keepOut?.kind === 'absurd') return { [kickBlocks.block]: lengthMissingText };
  if (ticked?.length === 0 && possible.length === 0)
    return { [kickBlocks.connections]: 'Tick at least one session, or cancel.' };
  return undefined;
}

/** Handles the submission of the block modal: shows errors in the modal, or closes it and writes the block. */
export function blockSubmission(deps: ListenerDeps) {
  const { app, replies, names } = deps;
  return async ({ ack, body }: Args): Promise<void> => {
    const metadata = parseBlockMetadata(body.view.private_metadata);
    const { reason, keepOut, possible } = kickSubmissionFrom(body.view);
    const { minReason, listExpiresMs } = app.rules.kick;
    const length = keepOut?.kind === 'absurd' ? undefined : keepOut;
    const isTooShort = !isLongEnough(reason, minReason);
    if (metadata !== undefined && (length === undefined || isTooShort)) {
      const errors = {
        ...(length === undefined && { [kickBlocks.block]: lengthMissingText }),
        ...(isTooShort && { [kickBlocks.reason]: reasonTooShortText(minReason) }),
      };
      return ack({ response_action: 'errors', errors });
    }
    await ack();
    const replyTo = replyToFrom(body);
    if (metadata === undefined || length === undefined) return replies.send(replyTo, outdatedView());
    if (isOver(metadata.openedAt, listExpiresMs, app.clock.now()))
      return replies.send(replyTo, expiredListView(metadata.openedAt));

    const { targetRef, on, terminatesConnections: isKick } = metadata;
    const requester = requesterFromSlack({ ...metadata, person: body.user.id, team: body.user.team_id });
    const request = { requester, selection: { targetRef, on }, breakGlass: false };
    const acts = { kick: isKick ? request : undefined, isBlock: true };
    if (!(await mayBegin(deps, body, requester, acts, replyTo))) return;

    const correlation = correlationOfModal(body);
    const order = { ...request, correlation, reason, length, only: undefined, also: possible };
    const { blocked, kicked } = await blockThenKick(app, order, { isBlock: true, isKick });
    const answers = await Promise.all(blocked.map((result) => afterBlock(result, names)));
    const isNone = kicked?.kind === 'none' && possible.length === 0;
    await sendAll(replies, replyTo, [
      ...answers,
      isNone || kicked === undefined ? undefined : afterKick(kicked, names),
    ]);
  };
}

/** Sends the answers to several actions, one after another. */
async function sendAll(
  replies: Replies,
  to: ReplyTo,
  views: readonly (MessageView | undefined)[],
): Promise<void> {
  for (const view of views) if (view !== undefined) await replies.send(to, view);
}
