import { type ParsedUrlQuery, parse } from 'node:querystring';
import type { NamedRequester } from '../audit-log/refused-requests.ts';
import { parseChannelId, parsePersonId } from '../domain/ids.ts';
import { claimBlocks, declineBlocks, kickBlocks, launcherBlocks } from './block-kit/action-ids.ts';
import type { Thread } from './block-kit/modal-place.ts';
import { parseJson } from './block-kit/parse-json.ts';

/** An unchecked Slack request. */
export type SlackRequest = Readonly<Record<string, unknown>>;

/**
 * The size limit for requests, in bytes. Slack's largest requests, submissions of full modals, are less than half of
 * it.
 */
export const maxRequestBytes = 256 * 1024;
/** Slack checks the certificate with a request of a token and one more field. */
const maxSslCheckBytes = 1024;
/** A slash command has fifteen. */
const maxFields = 100;

/**
 * Parses the body of a signed Slack request: a slash command is a form, an interaction is JSON in the form's only
 * field, an event is JSON. Unlike with URLSearchParams, the time it takes is linear in the body's length.
 *
 * @returns Undefined for anything else, such as a payload of `null`.
 */
export function requestFromBody(body: string): SlackRequest | undefined {
  if (body.startsWith('{')) return asRequest(parseJson(body));
  if (!body.includes('=')) return undefined;

  const form = formFrom(body);
  return form.payload === undefined ? form : asRequest(parseJson(form.payload));
}

/** Whether a body is Slack's check of the certificate, which is not signed and asks for nothing else. */
export function isSslCheck(body: Uint8Array): boolean {
  return body.length <= maxSslCheckBytes && formFrom(new TextDecoder().decode(body)).ssl_check === '1';
}

/** Whether a body of this many bytes can be a check of the certificate. */
export function mayBeSslCheck(bytes: number): boolean {
  return bytes <= maxSslCheckBytes;
}

function formFrom(body: string): Readonly<Record<string, string>> {
  const fields: ParsedUrlQuery = parse(body, '&', '=', { maxKeys: maxFields });
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, [value].flat()[0] ?? '']));
}

function asRequest(value: unknown): SlackRequest | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
}

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

/** Whether Slack sends the request by itself, about something that happened, and expects no answer. */
export function isEvent(body: unknown): boolean {
  return textAt(body, 'type') === 'event_callback';
}

/**
 * Names the budget that a request is paid from: a person's own, and another one for the events that they cause, so that
 * looking at the Home tab again and again leaves room for commands. It is part of the ingress on AWS, so it uses no
 * schema.
 *
 * @returns A legal `MessageGroupId` of SQS: up to 128 printable ASCII characters without a space.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
export function budgetOf(body: unknown): string {
  if (isEvent(body)) return `event:${parsePersonId(textAt(body, 'event', 'user')) ?? 'nobody'}`;
  return namedRequesterFrom(body)?.person ?? 'nobody';
}

/**
 * Identifies an event, which Slack delivers again if it is not acknowledged; empty for any other request.
 *
 * @see https://docs.slack.dev/apis/events-api/#retries
 */
export function eventIdOf(body: unknown): string {
  return isEvent(body) ? textAt(body, 'event_id') : '';
}

/**
 * Keeps a submitted modal open, with an error under its reason field, or under the first field of the launcher, so that
 * what was typed there is not lost.
 *
 * @param complaint Plain text: Slack renders neither mrkdwn nor emoji there.
 * @returns The response to acknowledge the submission with; undefined for any other request.
 */
export function complaintFor(body: unknown, complaint: string): object | undefined {
  if (textAt(body, 'type') !== 'view_submission') return undefined;

  const fields = [kickBlocks.reason, declineBlocks.reason, claimBlocks.reason, launcherBlocks.what];
  const block = fields.find((id) => valueAt(body, 'view', 'state', 'values', id) !== undefined);
  return block && { response_action: 'errors', errors: { [block]: complaint } };
}

/**
 * Reads the thread in which something was pressed, or whose message a shortcut was used on; undefined if the message is
 * not a reply, even if it has replies. It is part of the ingress on AWS, so it uses no schema.
 */
export function threadFrom(body: unknown): Thread | undefined {
  const ts = textAt(body, 'container', 'thread_ts') || textAt(body, 'message', 'thread_ts');
  const own = textAt(body, 'container', 'message_ts') || textAt(body, 'message_ts');
  if (ts === '' || ts === own) return undefined;
  return { ts, isBroadcast: textAt(body, 'message', 'subtype') === 'thread_broadcast' };
}

/** Reads a value from an unchecked Slack request; undefined if there is none. */
export function valueAt(value: unknown, ...path: readonly string[]): unknown {
  const [field, ...rest] = path;
  if (field === undefined) return value;
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, field)) return undefined;
  return valueAt(Reflect.get(value, field), ...rest);
}

/** Reads a text from an unchecked Slack request; empty if there is none. */
export function textAt(value: unknown, ...path: readonly string[]): string {
  const found = valueAt(value, ...path);
  return typeof found === 'string' ? found : '';
}
