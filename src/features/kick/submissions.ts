import type { AllMiddlewareArgs, SlackViewMiddlewareArgs, ViewSubmitAction } from '@slack/bolt';
import { isOver } from '../../domain/moment.ts';
import { isMany } from '../../domain/target.ts';
import { isLongEnough } from '../../domain/visible-text.ts';
import { isSameName } from '../../domain/vpn-name.ts';
import { kickBlocks } from '../../slack/block-kit/action-ids.ts';
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
import { parseBlockMetadata } from '../../slack/payloads/block-modal.ts';
import { type KickMetadata, parseKickMetadata } from '../../slack/payloads/kick-modal.ts';
import { block } from '../block/block.ts';
import { lengthMissingText } from '../block/modal.ts';
import { afterBlock, afterKick } from './answers.ts';
import { blockPossible, blockThenKick, tell } from './block-then-kick.ts';
import { kick } from './kick.ts';
import { endpointUntypedText, tooManyLeftOutView } from './many-people.ts';
import { mayBegin } from './posting-warning.ts';

type Args = SlackViewMiddlewareArgs<ViewSubmitAction> & AllMiddlewareArgs;

/** Handles the submission of the kick modal: shows errors in the modal, or closes it and runs the kick. */
export function kickSubmission(deps: ListenerDeps) {
  const { app, replies, names } = deps;
  return async ({ ack, body }: Args): Promise<void> => {
    const metadata = parseKickMetadata(body.view.private_metadata);
    const replyTo = replyToFrom(body);
    if (metadata === undefined) {
      await ack();
      return replies.send(replyTo, outdatedView());
    }

    const submission = kickSubmissionFrom(body.view);
    const errors = errorsIn(submission, metadata, app.rules.kick.minReason);
    if (errors !== undefined) return ack({ response_action: 'errors', errors });
    await ack();

    const requester = requesterFromSlack({ ...metadata, person: body.user.id, team: body.user.team_id });
    if (isOver(metadata.openedAt, app.rules.kick.listExpiresMs, app.clock.now())) {
      return replies.send(replyTo, expiredListView(metadata.openedAt));
    }
    if (metadata.leftOut === 'too_many') return replies.send(replyTo, tooManyLeftOutView());

    const { keepOut, possible } = submission;
    const { targetRef, on, leftOut } = metadata;
    const order = {
      correlation: correlationOfModal(body),
      requester,
      selection: { targetRef, on },
      leftOut,
      reason: submission.reason,
      breakGlass: metadata.breakGlass,
      typed: submission.typed,
      only: onlyThese(submission, metadata),
    };
    const acts = { kick: order, isBlock: keepOut !== undefined && !isMany(targetRef) };
    if (!(await mayBegin(deps, body, requester, acts, replyTo))) return;
    if (keepOut === undefined || keepOut.kind === 'absurd' || isMany(targetRef))
      return tell(replies, replyTo, [afterKick(await kick(app, { ...order, also: possible }), names)]);

    // The block comes before the kick, so that no one can reconnect in between.
    const blockedAlso = await blockPossible(app, { ...order, length: keepOut }, possible, names);
    const isMeant = order.only?.length !== 0;
    const withBlock = { ...order, selection: { targetRef, on }, also: possible, length: keepOut };
    const { blocked, kicked } = isMeant
      ? await blockThenKick(app, withBlock)
      : { blocked: undefined, kicked: await kick(app, withBlock) };
    await tell(replies, replyTo, [
      ...blockedAlso,
      blocked && (await afterBlock(blocked, names)),
      afterKick(kicked, names),
    ]);
  };
}

/** Returns undefined if everything is ticked: every connection of the name, including any begun since the look-up. */
function onlyThese({ ticked }: KickSubmission, { listed }: KickMetadata): KickSubmission['ticked'] {
  return ticked === undefined || ticked.length === listed ? undefined : ticked;
}

function errorsIn(
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
    const replyTo = replyToFrom(body);
    if (metadata === undefined) {
      await ack();
      return replies.send(replyTo, outdatedView());
    }

    const { reason, keepOut, possible } = kickSubmissionFrom(body.view);
    const { minReason, listExpiresMs } = app.rules.kick;
    const isTooShort = !isLongEnough(reason, minReason);
    if (keepOut === undefined || keepOut.kind === 'absurd' || isTooShort) {
      const isChosen = keepOut !== undefined && keepOut.kind !== 'absurd';
      const errors = {
        ...(!isChosen && { [kickBlocks.block]: lengthMissingText }),
        ...(isTooShort && { [kickBlocks.reason]: reasonTooShortText(minReason) }),
      };
      return ack({ response_action: 'errors', errors });
    }
    await ack();

    const { targetRef, on, terminatesConnections, openedAt } = metadata;
    const requester = requesterFromSlack({ ...metadata, person: body.user.id, team: body.user.team_id });
    if (isOver(openedAt, listExpiresMs, app.clock.now()))
      return replies.send(replyTo, expiredListView(openedAt));
    const acts = {
      kick: terminatesConnections
        ? { requester, selection: { targetRef, on }, breakGlass: false }
        : undefined,
      isBlock: true,
    };
    if (!(await mayBegin(deps, body, requester, acts, replyTo))) return;

    const correlation = correlationOfModal(body);
    const order = {
      correlation,
      requester,
      selection: { targetRef, on },
      reason,
      length: keepOut,
      only: undefined,
    };
    const blockedAlso = await blockPossible(app, order, possible, names);
    const { blocked, kicked } = terminatesConnections
      ? await blockThenKick(app, { ...order, also: possible, breakGlass: false })
      : { blocked: await block(app, order), kicked: undefined };

    const isNone = kicked?.kind === 'none' && possible.length === 0;
    const answer = kicked === undefined || isNone ? undefined : afterKick(kicked, names);
    await tell(replies, replyTo, [...blockedAlso, await afterBlock(blocked, names), answer]);
  };
}
