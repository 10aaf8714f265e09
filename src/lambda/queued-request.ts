import { createHash } from 'node:crypto';
import { parseJson } from '../slack/block-kit/parse-json.ts';

/** One signed request of Slack on its way from the ingress to the worker. */
export interface QueuedRequest {
  /** As Slack signed it. */
  readonly body: string;
  /** When Slack signed it, in milliseconds. */
  readonly signedAtMs: number;
  /** The view that the ingress opened for it; undefined where none is wanted, or Slack did not open it. */
  readonly viewId: string | undefined;
}

export function messageFromQueuedRequest({ body, signedAtMs, viewId }: QueuedRequest): string {
  return JSON.stringify([body, signedAtMs, viewId ?? '']);
}

/** Undefined for a message that another version of the ingress wrote. */
export function parseQueuedRequest(message: string): QueuedRequest | undefined {
  const parts = parseJson(message);
  if (!Array.isArray(parts)) return undefined;

  const [body, signedAtMs, viewId]: readonly unknown[] = parts;
  if (typeof body !== 'string' || typeof signedAtMs !== 'number' || typeof viewId !== 'string')
    return undefined;
  return { body, signedAtMs, viewId: viewId || undefined };
}

/**
 * The same for a request that is delivered or replayed again, and like no other's: a queue that keeps these in mind
 * for five minutes takes each request once for as long as its signature is good.
 */
export function idOfRequest({ body, signedAtMs }: Pick<QueuedRequest, 'body' | 'signedAtMs'>): string {
  return createHash('sha256').update(`${signedAtMs}:${body}`).digest('hex');
}
