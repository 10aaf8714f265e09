import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { AlarmTopic, mentions, often } from '../constructs/alarm-topic.ts';
import { ConnectHandler, type ConnectHandlerProps } from '../constructs/connect-handler.ts';

export type ConnectHandlerStackProps = StackProps & ConnectHandlerProps;

/** The connect handler has to be in the Region of the endpoints that ask it: a stack for each of them. */
export class ConnectHandlerStack extends Stack {
  constructor(
    scope: Construct,
    id: string,
    { folder, blocks, tableRegion, ...props }: ConnectHandlerStackProps,
  ) {
    super(scope, id, props);
    const { lambda, log } = new ConnectHandler(this, 'Handler', { folder, blocks, tableRegion });

    const alarms = new AlarmTopic(this, 'Alarms');
    alarms.watch({
      name: 'connect-errors',
      means: 'The connect handler failed, which turns away everybody who connects.',
      metric: lambda.metricErrors({ ...often, statistic: 'Sum' }),
      from: 1,
    });
    alarms.watch({
      name: 'blocks-unreadable',
      means: 'The list of blocks cannot be read: everybody is let in or turned away, as blocks.onError says.',
      metric: mentions(log, 'BlocksUnreadable', ['the list of blocks cannot be read']),
      from: 1,
    });
  }
}
