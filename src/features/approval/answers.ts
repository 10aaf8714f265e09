import type { Approval } from '../../domain/approval.ts';
import type { UnavailableEndpoint } from '../../domain/connection-list.ts';
import type { FailureCode } from '../../domain/failure.ts';
import { type MessageView, messageView, section } from '../../slack/block-kit/blocks.ts';
import { failureSentence } from '../../slack/block-kit/failure-sentence.ts';
import { noticeView } from '../../slack/block-kit/notice.ts';
import { timeText } from '../../slack/block-kit/quantities.ts';
import { missingBlocks } from '../connections/list-message.ts';

/** Tells the second person that the approval was recorded, but the kick could not be. */
export function approvedNotBegunView(code: FailureCode): MessageView {
  return noticeView(
    `:warning: *Approved, but not started*: nothing was terminated. Bouncer retries for two minutes. ${failureSentence(code)}`,
  );
}

/** Tells someone who clicked too late what was decided. */
export function approvalOverView(approval: Approval): MessageView {
  return noticeView(`:information_source: ${overText(approval)} Nothing was done about your click.`);
}

/** Reports that someone else is deciding, and that the decision is not in the audit log yet. */
export function approvalBusyView(): MessageView {
  return noticeView(
    ':hourglass: Somebody else is deciding about this at this moment, or it is still being posted. Its message says what comes of it.',
  );
}

/** Reports that the audit log has no such request. */
export function approvalUnknownView(): MessageView {
  return noticeView(':grey_question: I know of no such request. Nothing was done; type the command again.');
}

/** Reports that no connection was found, but that not every endpoint responded. */
export function approvalUnseenView(missing: readonly UnavailableEndpoint[]): MessageView {
  const text =
    'Nothing of it was found on the endpoints that answered, so nothing was done. Press Approve again.';
  return messageView(text, [section(`:warning: ${text}`), ...missingBlocks(missing)]);
}

function overText({ state, requester, expiresAt }: Approval): string {
  switch (state.kind) {
    case 'approved':
      return `<@${state.by.id}> has approved this already, at ${timeText(state.at, 'seconds')}.`;
    case 'declined':
      return `<@${state.by.id}> has declined this, at ${timeText(state.at, 'seconds')}.`;
    case 'withdrawn':
      return `<@${requester.id}> has withdrawn this, at ${timeText(state.at, 'seconds')}.`;
    case 'gone':
      return 'Nothing of this was left to end.';
    case 'refused':
    case 'abandoned':
      return 'This was approved, and could not be carried out.';
    case 'clock_set_back':
      return 'Too late: Bouncer’s clock was set back, so it cannot tell how long ago this was asked for. Ask again if it is still needed.';
    case 'open':
    case 'expired':
      return `Too late: nobody decided until ${timeText(expiresAt, 'seconds')}. Ask again if it is still needed.`;
  }
}
