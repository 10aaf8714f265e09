import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { often, type Watched } from './alarm-topic.ts';
import type { SettingsEndpoint } from './vpn-permissions.ts';

/** New connections stop on the day; two weeks are enough to have a certificate signed. */
const daysAhead = 14;
/** An hour, so that a missing data point does not end the alarm. */
const hourly = { period: Duration.hours(1), statistic: 'Minimum' } as const;
const counted = { ...often, statistic: 'Sum' } as const;

/**
 * Returns alarms on AWS' own metrics of one endpoint, in its Region and account. Each condition denies new connections to
 * everyone, while the endpoint stays `available`.
 *
 * Metric names and units: https://docs.aws.amazon.com/vpn/latest/clientvpn-admin/monitoring-cloudwatch.html
 * The dimension `Endpoint`: the section AWS/ClientVPN of
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/SupportedMetricsForResourceTagsForTelemetry.html
 */
export function endpointAlarms({ id, name }: SettingsEndpoint): readonly Watched[] {
  const measured = (metricName: string, props: typeof hourly | typeof counted) =>
    new Metric({ namespace: 'AWS/ClientVPN', metricName, dimensionsMap: { Endpoint: id }, ...props });
  const handler = (alarm: string, metricName: string, means: string): Watched => ({
    name: `${alarm}-${name}`,
    means: `${name}: ${means} Everyone who connects there is denied.`,
    metric: measured(`ClientConnectHandler${metricName}`, counted),
    from: 1,
  });
  return [
    {
      name: `crl-expires-${name}`,
      means: `${name}: the revocation list expires within two weeks. From then on, no certificate is accepted.`,
      metric: measured('CrlDaysToExpiry', hourly),
      below: daysAhead,
    },
    {
      name: `idp-certificate-expires-${name}`,
      means: `${name}: the identity provider’s certificate expires within two weeks. From then on, nobody can sign in.`,
      metric: measured('IdpCertDaysToExpiry', hourly),
      below: daysAhead,
    },
    handler('handler-timeouts', 'Timeouts', 'the connect handler did not answer in time.'),
    handler('handler-throttled', 'ThrottlingErrors', 'Lambda refused to run the connect handler.'),
    handler('handler-invalid', 'InvalidResponses', 'the connect handler’s answer is malformed.'),
    handler('handler-errors', 'OtherExecutionErrors', 'the connect handler failed.'),
    handler('handler-service-errors', 'FailedServiceErrors', 'AWS could not invoke the connect handler.'),
  ];
}
