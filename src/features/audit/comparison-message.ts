import { type Disagreement, problemIn } from '../../domain/audit-witness.ts';
import { type MessageView, messageView, section } from '../../slack/block-kit/blocks.ts';

/** Warns the audit channel that the audit log disagrees with it. */
export function recordProblemView(disagreement: Disagreement): MessageView {
  const text = ':rotating_light: The record does not agree with this channel.';
  return messageView(`${text} ${sentenceOf(disagreement)}`, [
    section(`*${text}*\n${sentenceOf(disagreement)}`),
    section(
      'Bouncer refuses every act until an operator restores the record, or accepts it as it is with `audit accept-head`. Keep this channel as it is: its messages are the evidence.',
    ),
  ]);
}

function sentenceOf(disagreement: Disagreement): string {
  const problem = problemIn(disagreement);
  return `${problem.charAt(0).toUpperCase()}${problem.slice(1)}.`;
}
