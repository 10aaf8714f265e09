import type { HandedBouncer } from '../compose/compose-handed.ts';
import { requestFromBody } from '../slack/request-from-body.ts';
import { parseQueuedRequest } from './queued-request.ts';

/** What the queue hands over: https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
export interface QueueEvent {
  readonly Records: readonly QueueRecord[];
}

export interface QueueRecord {
  readonly messageId: string;
  readonly body: string;
  readonly attributes?: { readonly ApproximateReceiveCount?: string };
}

/** The messages that stay on the queue: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html */
export interface QueueAnswer {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/**
 * Nobody waits for longer, and what was wanted may no longer be right. It is the time after which a request that was
 * left behind is closed as abandoned as well.
 */
const lateAfterMs = 2 * 60_000;
/**
 * Works on a batch of requests, all at once.
 *
 * @param until From when on nothing is waited for any more.
 * @returns The messages that are not done with, to be delivered again.
 */
export async function workOffRequests(
  { hand }: Pick<HandedBouncer, 'hand'>,
  { Records: records }: QueueEvent,
  nowMs: () => number,
  until: AbortSignal,
): Promise<QueueAnswer> {
  const done = new Set<string>();
  const works = records.map(async ({ messageId, body }) => {
    const queued = parseQueuedRequest(body);
    const request = queued && requestFromBody(queued.body);
    if (queued === undefined || request === undefined) return;

    await hand({ request, viewId: queued.viewId, isLate: nowMs() - queued.signedAtMs > lateAfterMs });
    done.add(messageId);
  });
  await Promise.race([Promise.allSettled(works), aborted(until)]);

  const left = records.filter(({ messageId }) => !done.has(messageId));
  return { batchItemFailures: left.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
