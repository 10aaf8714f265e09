import { minutesToMilliseconds } from 'date-fns/minutesToMilliseconds';
import type { HandedBouncer } from '../app/handed-app.ts';
import { lateView } from '../slack/block-kit/notice.ts';
import { answerThrough } from '../slack/replies.ts';
import { requestFromBody, threadFrom } from '../slack/slack-request.ts';
import { countOf, parseQueuedRequest, parseRefusedRequest, type RefusedRequest } from './queued-request.ts';

/** The event that SQS sends: https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
export interface QueueEvent {
  readonly Records: readonly QueueRecord[];
}

interface QueueRecord {
  readonly messageId: string;
  readonly body: string;
  readonly attributes?: { readonly ApproximateReceiveCount?: string };
}

/** The messages that stay in the queue: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html */
export interface QueueAnswer {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/**
 * Nobody waits longer than this for an answer, and the request may no longer be right. Requests that a crash left behind
 * are closed as abandoned after the same time.
 */
const lateAfterMs = minutesToMilliseconds(2);

/**
 * Processes a batch of requests concurrently, and records how many others were refused.
 *
 * @param until Once aborted, the function no longer waits.
 * @returns The messages that are not finished and must be delivered again.
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

/** Groups the requests that the ingress has refused by person. They come from a queue of their own. */
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

/** After this many deliveries, the queue from `infra/` moves a request to the dead letters. */
const lastDelivery = 3;

/**
 * Answers people that their request failed, after its last delivery, when Bouncer itself cannot start. It uses only the
 * response_url, which needs neither token nor store. It never throws.
 */
export async function answerGivenUp(records: readonly QueueRecord[]): Promise<void> {
  const last = records.filter(
    ({ attributes }) => Number(attributes?.ApproximateReceiveCount) >= lastDelivery,
  );
  await Promise.allSettled(
    last.map(async ({ body }) => {
      const queued = parseQueuedRequest(body);
      const request = queued && requestFromBody(queued.body);
      const url = request?.response_url;
      if (typeof url === 'string') await answerThrough(url, lateView(), 'new', threadFrom(request)?.ts);
    }),
  );
}
