import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { BundledFunction } from './bundled-function.ts';
import type { RequestQueue } from './request-queue.ts';
import type { SlackSecret } from './slack-secret.ts';

export interface IngressProps {
  readonly folder: string;
  readonly queue: RequestQueue;
  readonly secret: SlackSecret;
}

/** Receives Slack's requests: it may read the one secret and write to the two queues. */
export class Ingress extends BundledFunction {
  constructor(scope: Construct, id: string, { folder, queue, secret }: IngressProps) {
    super(scope, id, {
      description: 'Checks the signature of Slack’s requests, opens their modals, and queues them',
      folder,
      // More memory comes with a faster CPU, which a cold start within three seconds needs.
      memoryMb: 1024,
      timeout: Duration.seconds(5),
      environment: {
        REQUEST_QUEUE_URL: queue.requests.queueUrl,
        REFUSED_QUEUE_URL: queue.refused.queueUrl,
        SLACK_SECRET_ID: secret.secret.secretArn,
      },
    });
    this.may(secret.permission);
    this.may({
      sid: 'QueueRequests',
      reason:
        'The requests that it accepts, and those that it refuses, go to the worker through these queues.',
      actions: ['sqs:SendMessage'],
      resources: [queue.requests.queueArn, queue.refused.queueArn],
    });
  }
}
