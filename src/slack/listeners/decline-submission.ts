import type { AllMiddlewareArgs, SlackViewMiddlewareArgs, ViewSubmitAction } from '@slack/bolt';
import { decline } from '../../commands/decline.ts';
import { askerFromSlack } from '../asker-from-slack.ts';
import { parseDeclineMetadata } from '../identifiers/decline-metadata.ts';
import { replyToFrom } from '../reply-to-from-slack.ts';
import { declineReasonFrom } from '../submission-from-slack.ts';
import { outdatedView } from '../views/kick-answer-view.ts';
import { notTheirsView, settledView } from './approval-answer.ts';
import type { Desk } from './desk.ts';

type Args = SlackViewMiddlewareArgs<ViewSubmitAction> & AllMiddlewareArgs;

/** The modal for declining is submitted: decided anew, with a reason or without. */
export function declineSubmission(desk: Desk) {
  return async ({ ack, body }: Args): Promise<void> => {
    await ack();
    const metadata = parseDeclineMetadata(body.view.private_metadata);
    const replyTo = replyToFrom(body);
    if (metadata === undefined) return desk.replies.send(replyTo, outdatedView());

    const asker = askerFromSlack({ ...metadata, person: body.user.id, team: body.user.team_id });
    const { correlation } = metadata;
    const result = await decline(desk.world, { asker, correlation, reason: declineReasonFrom(body.view) });
    const view = result.kind === 'settled' ? settledView(result, desk.names) : notTheirsView(desk, result);
    if (view !== undefined) await desk.replies.send(replyTo, view);
  };
}
