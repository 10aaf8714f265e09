import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { AlarmTopic, mentions, often, type Watched } from '../constructs/alarm-topic.ts';
import { ConnectHandler, type ConnectHandlerProps } from '../constructs/connect-handler.ts';

export type ConnectHandlerStackProps = StackProps & ConnectHandlerProps;

/** A connect handler has to be in the Region of its endpoints, so each Region has a stack. */
export class ConnectHandlerStack extends Stack {
  constructor(scope: Construct, id: string, props: ConnectHandlerStackProps) {
    super(scope, id, props);
    const handler = new ConnectHandler(this, 'Handler', props);
    const alarms = new AlarmTopic(this, 'Alarms');
    for (const watched of alarmsOf(handler, props.blocks.onError)) alarms.watch(watched);
    // Counts every failed read, even if the second attempt succeeds: for dashboards, without an alarm.
    mentions(handler.log, 'BlocksUnreadable', ['the list of blocks cannot be read']);
  }
}

function alarmsOf({ lambda, log }: ConnectHandler, onError: 'allow' | 'deny'): readonly Watched[] {
  return [
    {
      name: 'connect-errors',
      means: 'The connect handler failed, which denies everyone who connects.',
      metric: lambda.metricErrors({ ...often, statistic: 'Sum' }),
      from: 1,
    },
    {
      name: 'connect-throttled',
      means: 'Lambda refused to run the connect handler, which denies everyone who connects.',
      metric: lambda.metricThrottles({ ...often, statistic: 'Sum' }),
      from: 1,
    },
    {
      name: 'blocks-unreadable',
      means: `The list of blocks cannot be read, so everyone who connects is ${onError === 'deny' ? 'denied' : 'allowed, blocked or not'}.`,
      // The verdicts that the handler logs, once for each connection.
      metric: mentions(log, 'UnreadableVerdicts', ['turned_away_unread', 'allowed_unread']),
      from: 1,
    },
  ];
}
