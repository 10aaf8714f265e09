import { declineBlocks, kickBlocks } from './block-kit/action-ids.ts';
import { textAt, valueAt } from './block-kit/text-at.ts';

/**
 * Keeps a submitted modal open, with an error under its reason field, so that what was typed there is not lost.
 *
 * @param complaint Plain text: Slack renders neither mrkdwn nor emoji there.
 * @returns The response to acknowledge the submission with; undefined for any other request.
 */
export function complaintFor(body: unknown, complaint: string): object | undefined {
  if (textAt(body, 'type') !== 'view_submission') return undefined;

  const block = [kickBlocks.reason, declineBlocks.reason].find(
    (id) => valueAt(body, 'view', 'state', 'values', id) !== undefined,
  );
  return block && { response_action: 'errors', errors: { [block]: complaint } };
}
