import { createHash } from 'node:crypto';
import { parseJson } from '../slack/block-kit/parse-json.ts';

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
  return createHash('sha256').update(`${signedAtMs}:${body}`).digest('hex');
}
