import { Duration, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { BouncerTable } from './bouncer-table.ts';
import { BundledFunction } from './bundled-function.ts';
import type { RequestQueue } from './request-queue.ts';
import type { SlackSecret } from './slack-secret.ts';
import { grantVpn, type SettingsEndpoint } from './vpn-permissions.ts';

export interface WorkerProps {
  /** The folder of the bundle, which includes bouncer.yml. */
  readonly folder: string;
  readonly queue: RequestQueue;
  readonly secret: SlackSecret;
  readonly tables: readonly BouncerTable[];
  readonly endpoints: readonly SettingsEndpoint[];
  /** The log groups with the endpoints' connection logs, if these are read. */
  readonly logGroups: readonly string[];
}

/** Roles in other accounts trust it by this name before it exists. */
export const workerRoleName = 'bouncer-worker';
/** EC2's request limit is shared with everyone in the account, so concurrent look-ups are limited. */
const maxAtOnce = 20;

/** Bouncer itself: processes queued requests and due jobs. */
export class Worker extends BundledFunction {
  constructor(
    scope: Construct,
    id: string,
    { folder, queue, secret, tables, endpoints, logGroups }: WorkerProps,
  ) {
    super(scope, id, {
      description: 'Bouncer: processes Slack’s requests and its own jobs',
      folder,
      // A list of 126,000 connections takes about sixty megabytes; the rest is for the CPU that comes with it.
      memoryMb: 1024,
      timeout: Duration.seconds(60),
      environment: { BOUNCER_CONFIG: 'bouncer.yml', SLACK_SECRET_ID: secret.secret.secretArn },
      roleName: workerRoleName,
    });
    this.lambda.addEventSourceMapping('Requests', {
      eventSourceArn: queue.requests.queueArn,
      batchSize: 5,
      maxConcurrency: maxAtOnce,
      reportBatchItemFailures: true,
    });

    this.lambda.addEventSourceMapping('Refused', {
      eventSourceArn: queue.refused.queueArn,
      batchSize: 10_000,
      maxBatchingWindow: Duration.minutes(5),
      // The least that AWS allows. These executions do not count against those for requests.
      maxConcurrency: 2,
      reportBatchItemFailures: true,
    });

    const own = endpoints.filter(({ roleArn }) => roleArn === undefined);
    grantVpn(this.role, own, Stack.of(this), logGroups);
    this.may(secret.permission);
    for (const { permissions } of tables) for (const permission of permissions) this.may(permission);
    this.may({
      sid: 'TakeRequests',
      reason: 'Lambda receives messages from the queues with the function’s role.',
      actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
      resources: [queue.requests.queueArn, queue.refused.queueArn],
    });
    const roles = [...new Set(endpoints.flatMap(({ roleArn }) => roleArn ?? []))];
    if (roles.length > 0)
      this.may({
        sid: 'ActInOtherAccounts',
        reason: 'Endpoints of other accounts are accessed through the roles that the configuration names.',
        actions: ['sts:AssumeRole'],
        resources: roles,
      });
  }
}
