import { CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { FilterPattern, type ILogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';

/** An alarm on something that nobody would see in Slack. */
export type Watched = {
  readonly name: string;
  /** What the alarm means for people, for whoever is on call. */
  readonly means: string;
  readonly metric: IMetric;
} & ({ readonly from: number } | { readonly below: number });

/** Alarms are evaluated every five minutes. */
export const often = { period: Duration.minutes(5) };

/** Notifies its subscribers of alarms; docs/runbook.md says what to do about each. */
export class AlarmTopic extends Construct {
  readonly #topic: Topic;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.#topic = new Topic(this, 'Topic', { displayName: 'Bouncer', enforceSSL: true });
    // `enforceSSL` creates a topic policy, which replaces the default one that lets alarms publish.
    // https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html
    this.#topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AlarmsOfThisAccountPublish',
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.#topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    new CfnOutput(this, 'AlarmTopic', {
      description: 'Subscribe to this topic, or nobody is notified of alarms',
      value: this.#topic.topicArn,
    });
  }

  watch({ name, means, metric, ...bound }: Watched): void {
    const alarm = new Alarm(this, name, {
      alarmName: `bouncer-${name}`,
      alarmDescription: means,
      metric,
      ...thresholdOf(bound),
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(this.#topic));
  }
}

function thresholdOf(bound: { readonly from: number } | { readonly below: number }) {
  return 'below' in bound
    ? { threshold: bound.below, comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD }
    : { threshold: bound.from, comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD };
}

/** Counts the lines of a log that contain one of these texts. */
export function mentions(logGroup: ILogGroup, metricName: string, words: readonly string[]): IMetric {
  const filter = new MetricFilter(logGroup, metricName, {
    logGroup,
    metricNamespace: 'Bouncer',
    metricName,
    filterPattern: FilterPattern.anyTerm(...words),
    metricValue: '1',
  });
  return filter.metric({ ...often, statistic: 'Sum' });
}
