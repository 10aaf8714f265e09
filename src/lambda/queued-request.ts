import { createHash } from 'node:crypto';
import { type NamedRequester, type RefusedCount, withPlaceOf } from '../audit-log/refused-requests.ts';
import { parseChannelId, parsePersonId } from '../domain/ids.ts';
import { parseJson } from '../slack/block-kit/parse-json.ts';
import { eventIdOf } from '../slack/slack-request.ts';

/** A signed request from Slack on its way from the ingress to the worker. */
export interface QueuedRequest {
  /** The body exactly as Slack signed it. */
  readonly body: string;
  /** When Slack signed it, in milliseconds. */
  readonly signedAtMs: number;
  /** The view that the ingress opened for it; undefined when none is needed or Slack did not open it. */
  readonly viewId: string | undefined;
}

/** Formats a request as the body of a queue message. */
export function messageFromQueuedRequest({ body, signedAtMs, viewId }: QueuedRequest): string {
  return JSON.stringify([body, signedAtMs, viewId ?? '']);
}

/** Parses the body of a queue message. @returns Undefined for a message of an incompatible version of the ingress. */
export function parseQueuedRequest(message: string): QueuedRequest | undefined {
  const parts = parseJson(message);
  if (!Array.isArray(parts)) return undefined;

  const [body, signedAtMs, viewId]: readonly unknown[] = parts;
  if (typeof body !== 'string' || typeof signedAtMs !== 'number' || typeof viewId !== 'string')
    return undefined;
  return { body, signedAtMs, viewId: viewId || undefined };
}

/**
 * Returns an id that is unique to a request and the same when the request is delivered again or replayed. The queue
 * deduplicates by it for five minutes, as long as a signature is valid, and so accepts each request once.
 */
export function idOfRequest({ body, signedAtMs }: Pick<QueuedRequest, 'body' | 'signedAtMs'>): string {
  // Slack signs each delivery of an event anew.
  const event = body.startsWith('{') ? eventIdOf(parseJson(body)) : '';
  return createHash('sha256')
    .update(event === '' ? `${signedAtMs}:${body}` : `event:${event}`)
    .digest('hex');
}

/** A request that the ingress has refused without processing it, and that is to be counted. */
export interface RefusedRequest {
  readonly requester: NamedRequester;
  readonly atMs: number;
}

const tag = 'refused';

/** Formats a refused request as the body of a queue message. */
export function messageFromRefusedRequest({ requester, atMs }: RefusedRequest): string {
  const { person, name, team, channel } = requester;
  return JSON.stringify([tag, person, name, team, channel?.id ?? '', channel?.name ?? '', atMs]);
}

/** Parses the body of a queue message. @returns Undefined for any other message. */
export function parseRefusedRequest(message: string): RefusedRequest | undefined {
  const parts = parseJson(message);
  if (!Array.isArray(parts) || parts[0] !== tag) return undefined;

  const [personText, name, team, channelId, channelName] = parts.slice(1).map(String);
  const person = parsePersonId(personText ?? '');
  if (person === undefined || name === undefined || team === undefined) return undefined;
  const id = parseChannelId(channelId ?? '');
  const channel = id && { id, name: channelName ?? id };
  return { requester: { person, name, team, channel }, atMs: Number(parts[6]) };
}

/** Combines the refused requests of one person into one count. */
export function countOf([first, ...others]: readonly [RefusedRequest, ...RefusedRequest[]]): RefusedCount {
  const times = [first, ...others].map(({ atMs }) => atMs);
  return {
    requester: others.reduce((all, { requester }) => withPlaceOf(all, requester), first.requester),
    count: times.length,
    lastedMs: Math.max(...times) - Math.min(...times),
  };
}
