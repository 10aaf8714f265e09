import type { HandedBouncer } from '../app/compose-handed.ts';
import { requestFromBody } from '../slack/request-from-body.ts';
import { parseQueuedRequest } from './queued-request.ts';
import { countOf, parseRefusedRequest, type RefusedRequest } from './refused-request.ts';

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
 * Works on a batch of requests, all at once, and records how many others were refused.
 *
 * @param until From when on nothing is waited for any more.
 * @returns The messages that are not done with, to be delivered again.
 */
export async function runQueuedRequests(
  { hand, recordRefused }: Pick<HandedBouncer, 'hand' | 'recordRefused'>,
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
  const counts = refusedIn(records).map(async ([first, ...others]) => {
    await recordRefused(countOf([first, ...others]));
    for (const { messageId } of [first, ...others]) done.add(messageId);
  });
  await Promise.race([Promise.allSettled([...works, ...counts]), aborted(until)]);

  const left = records.filter(({ messageId }) => !done.has(messageId));
  return { batchItemFailures: left.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}

type Refused = RefusedRequest & Pick<QueueRecord, 'messageId'>;

/** Those that the ingress has refused, by person: they come from a queue that collects them. */
function refusedIn(records: readonly QueueRecord[]): readonly (readonly [Refused, ...Refused[]])[] {
  const refused = records.flatMap(({ messageId, body }) => {
    const request = parseRefusedRequest(body);
    return request === undefined ? [] : [{ ...request, messageId }];
  });
  return [...Map.groupBy(refused, ({ requester }) => requester.person).values()].flatMap(
    ([first, ...others]) => (first === undefined ? [] : [[first, ...others] as const]),
  );
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
