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

/** Takes Slack's requests in: it may read the one secret and write to the two queues. */
export class Ingress extends BundledFunction {
  constructor(scope: Construct, id: string, { folder, queue, secret }: IngressProps) {
    super(scope, id, {
      description: 'Checks the signature of Slack’s requests, opens their modals, and queues them',
      folder,
      // More memory is a faster processor, which a cold start within three seconds is worth.
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
      reason: 'What it takes in, and what it refuses, goes to the worker by these queues.',
      actions: ['sqs:SendMessage'],
      resources: [queue.requests.queueArn, queue.refused.queueArn],
    });
  }
}
