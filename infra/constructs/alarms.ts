import { CfnOutput, Duration } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { FilterPattern, type ILogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { BundledFunction } from './bundled-function.ts';
import type { RequestQueue } from './request-queue.ts';

export interface AlarmsProps {
  readonly api: HttpApi;
  readonly ingress: BundledFunction;
  readonly queue: RequestQueue;
  readonly worker: BundledFunction;
}

interface Watched {
  readonly name: string;
  /** What it means, in words that are true at three in the morning. */
  readonly means: string;
  readonly metric: IMetric;
  /** From here on. */
  readonly from: number;
}

/** What nobody would see in Slack, told to whoever subscribes to the topic; docs/runbook.md says what to do about each. */
export class Alarms extends Construct {
  readonly #topic: Topic;

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    this.#topic = new Topic(this, 'Topic', { displayName: 'Bouncer', enforceSSL: true });
    for (const watched of this.#watched(props)) this.#alarm(watched);
    new CfnOutput(this, 'AlarmTopic', { description: 'Subscribe to it', value: this.#topic.topicArn });
  }

  #watched({ api, ingress, queue, worker }: AlarmsProps): readonly Watched[] {
    const often = { period: Duration.minutes(5) };
    const sum = { ...often, statistic: 'Sum' };
    return [
      {
        name: 'dead-letters',
        means: 'A request could not be worked on, three times over. Its person has no answer.',
        metric: queue.dead.metricApproximateNumberOfMessagesVisible({ ...often, statistic: 'Maximum' }),
        from: 1,
      },
      {
        name: 'requests-wait',
        means: 'Requests wait for more than two minutes, and are then answered without being worked on.',
        metric: queue.requests.metricApproximateAgeOfOldestMessage({ ...often, statistic: 'Maximum' }),
        from: 120,
      },
      {
        name: 'record-unwritable',
        means: 'The record or the store could not be read or written. Nothing is ended without a record.',
        metric: this.#mentions(worker.log, 'RecordUnwritable', ['audit_unwritable', 'store_unavailable']),
        from: 1,
      },
      {
        name: 'slow-answers',
        means:
          'Slack was answered later than it waits for. People see an error though their request may be worked on.',
        metric: api.metricLatency({ ...often, statistic: 'p99' }),
        from: 2_500,
      },
      {
        name: 'requests-lost',
        means: 'The ingress could not pass a request on. Its person was told so, where that was possible.',
        metric: this.#mentions(ingress.log, 'RequestsLost', ['a request could not be passed on']),
        from: 1,
      },
      {
        name: 'ingress-errors',
        means: 'The ingress failed: Slack’s requests do not come in.',
        metric: ingress.lambda.metricErrors(sum),
        from: 1,
      },
      {
        name: 'worker-errors',
        means: 'The worker failed. What it was at is tried again, and gone on with within a minute.',
        metric: worker.lambda.metricErrors(sum),
        from: 1,
      },
    ];
  }

  #alarm({ name, means, metric, from }: Watched): void {
    const alarm = new Alarm(this, name, {
      alarmName: `bouncer-${name}`,
      alarmDescription: means,
      metric,
      threshold: from,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(this.#topic));
  }

  /** Lines of a log that hold one of these. */
  #mentions(logGroup: ILogGroup, metricName: string, words: readonly string[]): IMetric {
    const filter = new MetricFilter(this, `${metricName}Lines`, {
      logGroup,
      metricNamespace: 'Bouncer',
      metricName,
      filterPattern: FilterPattern.anyTerm(...words),
      metricValue: '1',
    });
    return filter.metric({ period: Duration.minutes(5), statistic: 'Sum' });
  }
}
