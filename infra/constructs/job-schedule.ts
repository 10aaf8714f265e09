import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';

/** Invokes the worker every minute for due jobs: what a crashed worker left behind, reconnect watches, expired blocks. */
export class JobSchedule extends Construct {
  constructor(scope: Construct, id: string, worker: IFunction) {
    super(scope, id);
    // EventBridge's attempts only concern the delivery; Lambda itself would retry a failed call twice, and a throttled one
    // for six hours. https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
    worker.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.minutes(1) });
    new Rule(this, 'EveryMinute', {
      description: 'Bouncer runs its due jobs',
      schedule: Schedule.rate(Duration.minutes(1)),
      // The next call makes up for a failed one.
      targets: [new LambdaFunction(worker, { retryAttempts: 0, maxEventAge: Duration.minutes(1) })],
    });
  }
}
