import type { Requester } from '../audit-log/refused-requests.ts';
import { parseChannelId, parsePersonId } from '../domain/ids.ts';
import { textAt } from './block-kit/text-at.ts';

/**
 * Reads who makes a request, as Slack names them, without a look-up; undefined if the request names no person. It is
 * part of the ingress on AWS, which starts within milliseconds because it loads no schema.
 */
export function requesterFrom(body: unknown): Requester | undefined {
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
