import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { AlarmTopic } from '../constructs/alarm-topic.ts';
import { endpointAlarms } from '../constructs/endpoint-alarms.ts';
import type { SettingsEndpoint } from '../constructs/vpn-permissions.ts';

export interface EndpointAlarmsStackProps extends StackProps {
  /** The endpoints of one Region and one account, where their metrics are. */
  readonly endpoints: readonly SettingsEndpoint[];
}

/** Alarms on AWS' own metrics of the endpoints in one Region of one account. */
export class EndpointAlarmsStack extends Stack {
  constructor(scope: Construct, id: string, { endpoints, ...props }: EndpointAlarmsStackProps) {
    super(scope, id, props);
    const alarms = new AlarmTopic(this, 'Alarms');
    for (const watched of endpoints.flatMap(endpointAlarms)) alarms.watch(watched);
  }
}
