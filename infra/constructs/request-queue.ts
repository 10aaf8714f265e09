import { CfnOutput, Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { accept } from './accept.ts';

/**
 * Requests on their way from the ingress to the worker, each once: a FIFO queue turns away for five minutes what it has
 * seen, which is as long as a signature of Slack is good.
 */
export class RequestQueue extends Construct {
  readonly requests: Queue;
  /** Requests that the ingress has refused unread, to be counted. */
  readonly refused: Queue;
  /**
   * What the worker could not work on, however often it tried: requests as Slack sent them, with names, reasons and a
   * response_url. They are only looked at, to understand why.
   */
  readonly dead: Queue;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const safe = { fifo: true, encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true } as const;
    // A long weekend: the alarm has told of it by then.
    this.dead = new Queue(this, 'Dead', { ...safe, retentionPeriod: Duration.days(4) });
    this.requests = new Queue(this, 'Requests', {
      ...safe,
      // A request of a worker that died is delivered again while somebody still waits for it: within two minutes it is
      // worked on, later it is only answered. It has to be longer than the worker's own time.
      visibilityTimeout: Duration.seconds(90),
      retentionPeriod: Duration.hours(1),
      deadLetterQueue: { queue: this.dead, maxReceiveCount: 3 },
    });
    // They are collected for minutes, then worked on within the worker's time. What cannot be recorded is tried again.
    this.refused = new Queue(this, 'Refused', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      visibilityTimeout: Duration.minutes(11),
      retentionPeriod: Duration.days(14),
    });
    accept(
      this.refused,
      'AwsSolutions-SQS3',
      'A count that cannot be recorded is tried again for 14 days. In a dead-letter queue it would be in no record.',
    );
    new CfnOutput(this, 'RequestQueueUrl', {
      description: 'For doctor in a terminal, as REQUEST_QUEUE_URL',
      value: this.requests.queueUrl,
    });
  }
}
