import { Stack, type StackProps } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { blocksPermissions, storePermissions } from '../../src/permissions/table-permissions.ts';
import { AlarmTopic } from '../constructs/alarm-topic.ts';
import { bouncerAlarms } from '../constructs/bouncer-alarms.ts';
import { BouncerTable } from '../constructs/bouncer-table.ts';
import { Ingress } from '../constructs/ingress.ts';
import { JobSchedule } from '../constructs/job-schedule.ts';
import { RequestQueue } from '../constructs/request-queue.ts';
import { SlackApi } from '../constructs/slack-api.ts';
import { SlackSecret } from '../constructs/slack-secret.ts';
import { Worker } from '../constructs/worker.ts';
import type { InfraSettings } from '../settings.ts';

export interface BouncerStackProps extends StackProps {
  readonly settings: InfraSettings;
  readonly bundles: { readonly ingress: string; readonly worker: string };
  /** Whether the audit log is encrypted with the operator's own key. */
  readonly ownKey: boolean;
}

/**
 * Bouncer on AWS: an HTTP API for Slack, a queue, a worker, its store, a schedule, and alarms. Construct ids are part of the
 * logical ids of deployed resources, so they never change.
 */
export class BouncerStack extends Stack {
  constructor(scope: Construct, id: string, { settings, bundles, ownKey, ...props }: BouncerStackProps) {
    super(scope, id, props);
    const key = ownKey ? new Key(this, 'Key', { enableKeyRotation: true }) : undefined;
    const store = { name: settings.table, permissions: storePermissions, key };
    // The connect handlers of other Regions read this table, and they could not use a key of this Region.
    const blocks = {
      name: settings.blocks?.table ?? '',
      permissions: blocksPermissions,
      key: undefined,
      isReplicated: true,
    };

    const secret = new SlackSecret(this, 'Slack');
    const queue = new RequestQueue(this, 'Requests');
    const tables = [
      new BouncerTable(this, 'Store', store),
      ...(settings.blocks === undefined ? [] : [new BouncerTable(this, 'Blocks', blocks)]),
    ];
    const ingress = new Ingress(this, 'Ingress', { folder: bundles.ingress, queue, secret });
    const { endpoints, logGroups } = settings;
    const access = { queue, secret, tables, endpoints, logGroups };
    const worker = new Worker(this, 'Worker', { folder: bundles.worker, ...access });
    const { api } = new SlackApi(this, 'Door', ingress.lambda);
    new JobSchedule(this, 'Agenda', worker.lambda);
    const alarms = new AlarmTopic(this, 'Alarms');
    for (const watched of bouncerAlarms({ api, ingress, queue, worker })) alarms.watch(watched);
  }
}
