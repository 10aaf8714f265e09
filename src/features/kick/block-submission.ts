import type { AllMiddlewareArgs, SlackViewMiddlewareArgs, ViewSubmitAction } from '@slack/bolt';
import { isOver } from '../../domain/moment.ts';
import { isLongEnough } from '../../domain/visible-text.ts';
import { kickBlocks } from '../../slack/block-kit/action-ids.ts';
import { reasonTooShortText } from '../../slack/block-kit/inputs.ts';
import { expiredListView, outdatedView } from '../../slack/block-kit/notice.ts';
import type { Desk } from '../../slack/desk.ts';
import {
  askerFromSlack,
  correlationOfModal,
  kickSubmissionFrom,
  replyToFrom,
} from '../../slack/interactions.ts';
import { parseBlockMetadata } from '../../slack/payloads/block-modal.ts';
import { block } from '../block/block.ts';
import { lengthMissingText } from '../block/modal.ts';
import { afterBlock, afterKick } from './after-kick.ts';
import { blockPossible, tell } from './block-possible.ts';
import { blockThenKick } from './block-then-kick.ts';
import { mayBegin } from './posting-warning.ts';

type Args = SlackViewMiddlewareArgs<ViewSubmitAction> & AllMiddlewareArgs;

/** Handles the submission of the block modal: shows errors in the modal, or closes it and writes the block. */
export function blockSubmission(desk: Desk) {
  const { app, replies, names } = desk;
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

    const { whom, on, endsSessions, openedAt } = metadata;
    const asker = askerFromSlack({ ...metadata, person: body.user.id, team: body.user.team_id });
    if (isOver(openedAt, listExpiresMs, app.clock.now()))
      return replies.send(replyTo, expiredListView(openedAt));
    const acts = {
      kick: endsSessions ? { asker, aim: { whom, on }, breakGlass: false } : undefined,
      isBlock: true,
    };
    if (!(await mayBegin(desk, body, asker, acts, replyTo))) return;

    const correlation = correlationOfModal(body);
    const order = { correlation, asker, aim: { whom, on }, reason, length: keepOut, only: undefined };
    const blockedAlso = await blockPossible(app, order, possible, names);
    const { blocked, kicked } = endsSessions
      ? await blockThenKick(app, { ...order, also: possible, breakGlass: false })
      : { blocked: await block(app, order), kicked: undefined };

    const isNone = kicked?.kind === 'none' && possible.length === 0;
    const answer = kicked === undefined || isNone ? undefined : afterKick(kicked, names);
    await tell(replies, replyTo, [...blockedAlso, await afterBlock(blocked, names), answer]);
  };
}
