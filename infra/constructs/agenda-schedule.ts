import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';

/** Calls the worker every minute, for what is due: what a worker left behind that died, returns, expired blocks. */
export class AgendaSchedule extends Construct {
  constructor(scope: Construct, id: string, worker: IFunction) {
    super(scope, id);
    // EventBridge's own attempts are only those to hand a call over; Lambda itself would make a failed one twice more, and
    // a throttled one for six hours. https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
    worker.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.minutes(1) });
    new Rule(this, 'EveryMinute', {
      description: 'Bouncer goes on with what is on its agenda',
      schedule: Schedule.rate(Duration.minutes(1)),
      // A call that failed is made up for by the next one.
      targets: [new LambdaFunction(worker, { retryAttempts: 0, maxEventAge: Duration.minutes(1) })],
    });
  }
}
