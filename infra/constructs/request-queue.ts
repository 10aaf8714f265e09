import { CfnOutput, Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { accept } from './accept.ts';

/**
 * Carries requests from the ingress to the worker, each once: a FIFO queue rejects duplicates for five minutes, which is how
 * long a signature of Slack is valid.
 */
export class RequestQueue extends Construct {
  readonly requests: Queue;
  /** Requests that the ingress has refused without processing them, to be counted. */
  readonly refused: Queue;
  /**
   * Requests that the worker repeatedly failed to process, as Slack sent them, with names, reasons and a response_url. They
   * are only kept for investigation.
   */
  readonly dead: Queue;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const safe = { fifo: true, encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true } as const;
    // A long weekend: by then, the alarm has been noticed.
    this.dead = new Queue(this, 'Dead', { ...safe, retentionPeriod: Duration.days(4) });
    this.requests = new Queue(this, 'Requests', {
      ...safe,
      // The request of a crashed worker is delivered again while someone still waits for it: within two minutes it is
      // processed, later it is only answered. The timeout has to be longer than the worker's own.
      visibilityTimeout: Duration.seconds(90),
      retentionPeriod: Duration.hours(1),
      deadLetterQueue: { queue: this.dead, maxReceiveCount: 3 },
    });
    // They are collected for minutes, then processed within the worker's timeout. What cannot be recorded is retried.
    this.refused = new Queue(this, 'Refused', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      visibilityTimeout: Duration.minutes(11),
      retentionPeriod: Duration.days(14),
    });
    accept(
      this.refused,
      'AwsSolutions-SQS3',
      'A count that cannot be recorded is retried for 14 days. From a dead-letter queue it would never reach the audit log.',
    );
    new CfnOutput(this, 'RequestQueueUrl', {
      description: 'For doctor in a terminal, as REQUEST_QUEUE_URL',
      value: this.requests.queueUrl,
    });
  }
}
