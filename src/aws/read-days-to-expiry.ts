import { AwsClient } from 'aws4fetch';
import { getUnixTime } from 'date-fns/getUnixTime';
import { subDays } from 'date-fns/subDays';
import { z } from 'zod';
import { domainOf } from '../domain/aws-domain.ts';
import type { DaysToExpiry, Endpoint } from '../domain/endpoint.ts';
import { Failure } from '../domain/failure.ts';
import { failureFromAws } from './failure-from-aws.ts';

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

/** How often AWS measures is not documented; the latest value counts. */
const days = 2;
const metrics = [
  { Id: 'crl', MetricName: 'CrlDaysToExpiry' },
  { Id: 'idp', MetricName: 'IdpCertDaysToExpiry' },
] as const;
const answerSchema = z.object({
  MetricDataResults: z.array(z.object({ Id: z.string(), Values: z.array(z.number()) })),
});
const errorSchema = z.object({ __type: z.string() });

/**
 * Reads from CloudWatch how many days an endpoint's revocation list and its identity provider's certificate remain
 * valid. It sends one signed request itself, so that Bouncer need not load another SDK client at startup.
 *
 * @throws {Failure} `aws_denied` when the role was created before Bouncer needed this permission.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
 * @see https://docs.aws.amazon.com/vpn/latest/clientvpn-admin/monitoring-cloudwatch.html
 */
export async function readDaysToExpiry(
  { id, region }: Pick<Endpoint, 'id' | 'region'>,
  credentials: Credentials,
  now: Date,
  signal: AbortSignal,
): Promise<DaysToExpiry> {
  const body = JSON.stringify({
    StartTime: getUnixTime(subDays(now, days)),
    EndTime: getUnixTime(now),
    ScanBy: 'TimestampDescending',
    MetricDataQueries: metrics.map(({ Id, MetricName }) => ({
      Id,
      MetricStat: {
        Metric: { Namespace: 'AWS/ClientVPN', MetricName, Dimensions: [{ Name: 'Endpoint', Value: id }] },
        Period: 3_600,
        Stat: 'Minimum',
      },
    })),
  });
  const { MetricDataResults } = await ask(region, credentials, body, signal);
  const latestOf = (wanted: (typeof metrics)[number]['Id']) =>
    MetricDataResults.find(({ Id }) => Id === wanted)?.Values[0];
  return { revocationList: latestOf('crl'), identityProviderCertificate: latestOf('idp') };
}

async function ask(
  region: string,
  { accessKeyId, secretAccessKey, sessionToken }: Credentials,
  body: string,
  signal: AbortSignal,
) {
  const aws = new AwsClient({
    accessKeyId,
    secretAccessKey,
    region,
    service: 'monitoring',
    ...(sessionToken && { sessionToken }),
  });
  const headers = {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': 'GraniteServiceVersion20100801.GetMetricData',
  };
  const request = await aws.sign(urlFor(region), { method: 'POST', headers, body });
  const read = async () => {
    const response = await fetch(request, { signal });
    return { status: response.status, isOk: response.ok, text: await response.text() };
  };
  const { status, isOk, text } = await read().catch((thrown: unknown) => {
    throw failureFromAws(thrown, 'read');
  });
  if (!isOk) throw failureFromAws(errorFrom(status, text), 'read');

  const answer = answerSchema.safeParse(jsonFrom(text));
  if (!answer.success) throw new Failure('aws_unintelligible', 'GetMetricData gave an answer without data');
  return answer.data;
}

/** Reads the SDK's own variables, as its clients do. */
function urlFor(region: string): string {
  const { AWS_ENDPOINT_URL_CLOUDWATCH: own, AWS_ENDPOINT_URL: all } = process.env;
  return own || all || `https://monitoring.${region}.${domainOf(region)}/`;
}

/** Returns the error that the SDK would throw: named for its code, and marked as the service's only if it has one. */
function errorFrom(httpStatusCode: number, text: string): Error {
  const error = errorSchema.safeParse(jsonFrom(text));
  const $metadata = { httpStatusCode };
  if (!error.success) return Object.assign(new Error('no error of CloudWatch'), { $metadata });
  const name = error.data.__type.replace(/^.*#/, '');
  return Object.assign(new Error('GetMetricData was refused'), { name, $metadata, $fault: 'client' });
}

function jsonFrom(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A proxy's page; the schemas then reject it as an answer.
    return undefined;
  }
}
