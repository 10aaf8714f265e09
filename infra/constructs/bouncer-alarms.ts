import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { mentions, often, type Watched } from './alarm-topic.ts';
import type { BundledFunction } from './bundled-function.ts';
import type { RequestQueue } from './request-queue.ts';

/** The codes by which the worker logs that its table failed. */
const storeFailures = [
  'audit_unwritable',
  'store_unavailable',
  'store_unanswered',
  'store_throttled',
  'store_unconfirmed',
] as const;

export interface WatchedParts {
  readonly api: HttpApi;
  readonly ingress: BundledFunction;
  readonly queue: RequestQueue;
  readonly worker: BundledFunction;
}

/** What is watched of the bot. */
export function bouncerAlarms({ api, ingress, queue, worker }: WatchedParts): readonly Watched[] {
  const sum = { ...often, statistic: 'Sum' };
  return [
    {
      name: 'dead-letters',
      means: 'A request could not be worked on, three times over. Its person has no answer.',
      metric: queue.dead.metricApproximateNumberOfMessagesVisible({ ...often, statistic: 'Maximum' }),
      from: 1,
    },
    {
      name: 'requests-wait',
      means: 'Requests wait for more than two minutes, and are then answered without being worked on.',
      metric: queue.requests.metricApproximateAgeOfOldestMessage({ ...often, statistic: 'Maximum' }),
      from: 120,
    },
    {
      name: 'record-unwritable',
      means: 'The record or the store could not be read or written. Nothing is ended without a record.',
      metric: mentions(worker.log, 'RecordUnwritable', storeFailures),
      from: 1,
    },
    {
      name: 'record-disagrees',
      means:
        'The record is not what the audit channel shows: every act is refused until somebody looks into it.',
      metric: mentions(worker.log, 'RecordDisagrees', ['the record does not agree with the audit channel']),
      from: 1,
    },
    {
      name: 'slow-answers',
      means:
        'Slack was answered later than it waits for. People see an error though their request may be worked on.',
      metric: api.metricLatency({ ...often, statistic: 'p99' }),
      from: 2_500,
    },
    {
      name: 'requests-lost',
      means: 'The ingress could not pass a request on. Its person was told so, where that was possible.',
      metric: mentions(ingress.log, 'RequestsLost', ['a request could not be passed on']),
      from: 1,
    },
    {
      name: 'ingress-errors',
      means: 'The ingress failed: Slack’s requests do not come in.',
      metric: ingress.lambda.metricErrors(sum),
      from: 1,
    },
    {
      name: 'ingress-throttled',
      means: 'Lambda refused to run the ingress: Slack’s requests do not come in, and people see an error.',
      metric: ingress.lambda.metricThrottles(sum),
      from: 1,
    },
    {
      name: 'worker-errors',
      means: 'The worker failed. What it was at is tried again, and gone on with within a minute.',
      metric: worker.lambda.metricErrors(sum),
      from: 1,
    },
    {
      name: 'worker-throttled',
      means: 'Lambda refused to run the worker: requests and due work wait until it may run again.',
      metric: worker.lambda.metricThrottles(sum),
      from: 1,
    },
  ];
}
