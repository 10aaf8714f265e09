import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { mentions, often, type Watched } from './alarm-topic.ts';
import type { BundledFunction } from './bundled-function.ts';
import type { RequestQueue } from './request-queue.ts';

/** The failure codes that the worker logs when its table fails. */
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

/** Returns the alarms on Bouncer's own parts. */
export function bouncerAlarms({ api, ingress, queue, worker }: WatchedParts): readonly Watched[] {
  const sum = { ...often, statistic: 'Sum' };
  return [
    {
      name: 'dead-letters',
      means: 'A request failed three times. Its person has no answer.',
      metric: queue.dead.metricApproximateNumberOfMessagesVisible({ ...often, statistic: 'Maximum' }),
      from: 1,
    },
    {
      name: 'requests-wait',
      means: 'Requests wait for more than two minutes, and are then answered without being processed.',
      metric: queue.requests.metricApproximateAgeOfOldestMessage({ ...often, statistic: 'Maximum' }),
      from: 120,
    },
    {
      name: 'record-unwritable',
      means:
        'The audit log or the store could not be read or written. Nothing is terminated without an audit entry.',
      metric: mentions(worker.log, 'RecordUnwritable', storeFailures),
      from: 1,
    },
    {
      name: 'record-disagrees',
      means:
        'The audit log differs from what the audit channel shows: every action is refused until an operator resolves it.',
      metric: mentions(worker.log, 'RecordDisagrees', [
        'the audit log does not agree with the audit channel',
      ]),
      from: 1,
    },
    {
      name: 'slow-answers',
      means:
        'Slack was answered after its time limit. People see an error, though their request may be processed.',
      metric: api.metricLatency({ ...often, statistic: 'p99' }),
      from: 2_500,
    },
    {
      name: 'requests-lost',
      means: 'The ingress could not queue a request. Its person was told so, if that was possible.',
      metric: mentions(ingress.log, 'RequestsLost', ['a request could not be passed on']),
      from: 1,
    },
    {
      name: 'ingress-errors',
      means: 'The ingress failed: Slack’s requests are not accepted.',
      metric: ingress.lambda.metricErrors(sum),
      from: 1,
    },
    {
      name: 'ingress-throttled',
      means: 'Lambda refused to run the ingress: Slack’s requests are not accepted, and people see an error.',
      metric: ingress.lambda.metricThrottles(sum),
      from: 1,
    },
    {
      name: 'worker-errors',
      means: 'The worker failed. Its requests are delivered again, and its jobs are resumed within a minute.',
      metric: worker.lambda.metricErrors(sum),
      from: 1,
    },
    {
      name: 'worker-throttled',
      means: 'Lambda refused to run the worker: requests and due jobs wait until it may run again.',
      metric: worker.lambda.metricThrottles(sum),
      from: 1,
    },
  ];
}
