import type { AllMiddlewareArgs, SlackViewMiddlewareArgs, ViewSubmitAction } from '@slack/bolt';
import { isLongEnough } from '../../core/reason.ts';
import { askerFromSlack } from '../asker-from-slack.ts';
import { correlationOfModal } from '../correlation-of-modal.ts';
import { kickBlocks } from '../identifiers/names.ts';
import { parseUnblockMetadata } from '../identifiers/unblock-metadata.ts';
import { replyToFrom } from '../reply-to-from-slack.ts';
import { kickSubmissionFrom } from '../submission-from-slack.ts';
import { expiredListView, outdatedView } from '../views/kick-answer-view.ts';
import { reasonTooShortText } from '../views/kick-modal.ts';
import type { Desk } from './desk.ts';
import { tellUnblock } from './tell-unblock.ts';

type Args = SlackViewMiddlewareArgs<ViewSubmitAction> & AllMiddlewareArgs;

/** The unblock modal is submitted: what is wrong with the reason is said in the modal; else it is decided anew. */
export function unblockSubmission(desk: Desk) {
  return async ({ ack, body }: Args): Promise<void> => {
    const metadata = parseUnblockMetadata(body.view.private_metadata);
    const replyTo = replyToFrom(body);
    if (metadata === undefined) {
      await ack();
      return desk.replies.send(replyTo, outdatedView());
    }

    const { reason } = kickSubmissionFrom(body.view);
    const { minReason, listExpiresMs } = desk.world.rules.kick;
    if (!isLongEnough(reason, minReason)) {
      const errors = { [kickBlocks.reason]: reasonTooShortText(minReason) };
      return ack({ response_action: 'errors', errors });
    }
    await ack();

    const { whom, on, openedAt, digests } = metadata;
    const shown = { digests, at: openedAt };
    const asker = askerFromSlack({ ...metadata, person: body.user.id, team: body.user.team_id });
    if (desk.world.clock.now().getTime() - openedAt.getTime() > listExpiresMs)
      return desk.replies.send(replyTo, expiredListView(openedAt));

    const correlation = correlationOfModal(body);
    await tellUnblock(desk, { correlation, asker, whom, on, shown, reason }, replyTo);
  };
}
