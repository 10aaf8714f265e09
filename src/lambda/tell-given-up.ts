import { lateView } from '../slack/block-kit/notice.ts';
import { requestFromBody } from '../slack/request-from-body.ts';
import { answerThrough } from '../slack/response-url.ts';
import { threadFrom } from '../slack/thread-from-slack.ts';
import { parseQueuedRequest } from './queued-request.ts';
import type { QueueRecord } from './run-queued-requests.ts';

/** After this many deliveries, the queue from `infra/` moves a request to the dead letters. */
const lastDelivery = 3;

/**
 * Tells people that their request failed, after its last delivery, when Bouncer itself cannot start. It uses only the
 * response_url, which needs neither token nor store. It never throws.
 */
export async function tellGivenUp(records: readonly QueueRecord[]): Promise<void> {
  const last = records.filter(
    ({ attributes }) => Number(attributes?.ApproximateReceiveCount) >= lastDelivery,
  );
  await Promise.allSettled(last.map(tell));
}

async function tell({ body }: QueueRecord): Promise<void> {
  const queued = parseQueuedRequest(body);
  const request = queued && requestFromBody(queued.body);
  const url = request?.response_url;
  if (typeof url === 'string') await answerThrough(url, lateView(), 'new', threadFrom(request)?.ts);
}
