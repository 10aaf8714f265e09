import type { NamedRequester } from '../audit-log/refused-requests.ts';
import { parseChannelId, parsePersonId } from '../domain/ids.ts';
import { declineBlocks, kickBlocks } from './block-kit/action-ids.ts';
import { textAt, valueAt } from './block-kit/text-at.ts';
import type { Thread } from './payloads/thread-text.ts';

/**
 * Reads who makes a request, as Slack names them, without a look-up; undefined if the request names no person. It is
 * part of the ingress on AWS, which starts within milliseconds because it loads no schema.
 */
export function namedRequesterFrom(body: unknown): NamedRequester | undefined {
  const person = parsePersonId(textAt(body, 'user_id') || textAt(body, 'user', 'id'));
  if (person === undefined) return undefined;

  const id = parseChannelId(textAt(body, 'channel_id') || textAt(body, 'channel', 'id'));
  return {
    person,
    name: textAt(body, 'user_name') || textAt(body, 'user', 'username') || person,
    team: textAt(body, 'user', 'team_id') || textAt(body, 'team_id'),
    channel: id && { id, name: textAt(body, 'channel_name') || textAt(body, 'channel', 'name') || id },
  };
}

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

/**
 * Reads the thread in which something was pressed; undefined if the message is not a reply, even if it has replies. It
 * is part of the ingress on AWS, so it uses no schema.
 */
export function threadFrom(body: unknown): Thread | undefined {
  const ts = textAt(body, 'container', 'thread_ts') || textAt(body, 'message', 'thread_ts');
  if (ts === '' || ts === textAt(body, 'container', 'message_ts')) return undefined;
  return { ts, isBroadcast: textAt(body, 'message', 'subtype') === 'thread_broadcast' };
}
