import { DescribeClientVpnConnectionsCommand, type EC2Client } from '@aws-sdk/client-ec2';
import { addMilliseconds } from 'date-fns/addMilliseconds';
import { differenceInMilliseconds } from 'date-fns/differenceInMilliseconds';
import { getUnixTime } from 'date-fns/getUnixTime';
import { max } from 'date-fns/max';
import { subDays } from 'date-fns/subDays';
import * as z from 'zod';
import type { DaysToExpiry, Endpoint } from '../domain/endpoint.ts';
import { Failure } from '../domain/failure.ts';
import type { EndpointId } from '../domain/ids.ts';
import type { Clock } from '../ports/clock.ts';
import type { ProbedPages, VpnCheckup } from '../ports/set-up.ts';
import type { AwsCall, AwsCallObserver } from './aws-call-observer.ts';
import { cloudWatchConnectionLog } from './connection-log.ts';
import { Ec2Clients } from './ec2-clients.ts';
import { Ec2VpnGateway } from './ec2-vpn-gateway.ts';
import { failureFromAws } from './failure-from-aws.ts';
import { type Credentials, signedJsonCall, urlOf } from './signed-json-call.ts';
import { connectionFromEc2 } from './snapshot/connection-from-ec2.ts';

/** Well within the time allowed for a check. */
const patience = { connectMs: 3_000, attemptMs: 5_000, callMs: 10_000 };

/** AWS access for `doctor`. It uses a gateway of its own, which has no cached answers. */
export function ec2VpnCheckup(clock: Clock, onCall: AwsCallObserver): VpnCheckup {
  const clocksAheadMs = new Map<string, number>();
  const hosts = new Map<string, string>();
  const clients = new Ec2Clients({
    clock,
    random: Math.random,
    patience,
    onCall(call: AwsCall) {
      if (call.service === 'ec2' && call.host !== undefined) hosts.set(call.region, call.host);
      if (call.answeredAt !== undefined)
        clocksAheadMs.set(call.region, call.answeredAt.getTime() - clock.now().getTime());
      onCall(call);
    },
  });
  const gateway = new Ec2VpnGateway(clients, clock);

  return {
    facts: (endpoint) => gateway.facts(endpoint),
    authorizationPolicy: (endpoint) => gateway.authorizationPolicy(endpoint),
    daysToExpiry: async (endpoint) => {
      const signal = AbortSignal.timeout(patience.callMs);
      const credentials = await clients.credentialsFor(endpoint);
      return readDaysToExpiry(endpoint, credentials, clock.now(), signal);
    },
    tryConnectionLog: async (endpoint, group) => {
      await cloudWatchConnectionLog(clients).page(endpoint, group, { since: clock.now() });
    },
    probePages: (endpoint) => {
      const awsNow = () => addMilliseconds(clock.now(), clocksAheadMs.get(endpoint.region) ?? 0);
      const options = { abortSignal: AbortSignal.timeout(patience.callMs) };
      return probePages(clients.toRead(endpoint), endpoint.id, awsNow, options);
    },
    rehearse: (endpoint, call) => gateway.rehearse(endpoint, call),
    scan: (endpoint) => gateway.scan(endpoint),
    clocksAheadMs: () => clocksAheadMs,
    hosts: () => hosts,
    metricsHost: ({ region }) => new URL(urlOf(monitoring, region)).host,
  };
}

/** The smallest page size that EC2 allows, so that a few connections fill two pages. */
const pageSize = 5;

/**
 * Reads the first two pages of an endpoint's connections, with the smallest page size.
 *
 * @param awsNow Returns the time by AWS's clock; called after the answers.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeClientVpnConnections.html
 */
async function probePages(
  client: EC2Client,
  endpointId: EndpointId,
  awsNow: () => Date,
  options: { readonly abortSignal: AbortSignal },
): Promise<ProbedPages> {
  const first = await readPage(client, endpointId, undefined, options);
  const second = first.token && (await readPage(client, endpointId, first.token, options));
  const pages = [first, ...(second ? [second] : [])].map(({ connections }) => connections);
  const sampled = pages
    .flat()
    .flatMap(({ status, sampledAt }) => (status.code === 'active' && sampledAt ? [sampledAt] : []));

  return {
    pages: pages.map((connections) => connections.map(({ id }) => id)),
    sampledAheadMs: sampled.length === 0 ? undefined : differenceInMilliseconds(max(sampled), awsNow()),
  };
}

async function readPage(
  client: EC2Client,
  endpointId: EndpointId,
  NextToken: string | undefined,
  options: { readonly abortSignal: AbortSignal },
) {
  const command = new DescribeClientVpnConnectionsCommand({
    ClientVpnEndpointId: endpointId,
    MaxResults: pageSize,
    ...(NextToken && { NextToken }),
  });
  const answer = await client.send(command, options).catch((thrown: unknown) => {
    throw failureFromAws(thrown, 'read');
  });
  if (answer.Connections === undefined)
    throw new Failure('aws_unintelligible', 'DescribeClientVpnConnections gave an answer without a list');
  return {
    connections: answer.Connections.flatMap((row) => connectionFromEc2(row, endpointId) ?? []),
    token: answer.NextToken || undefined,
  };
}

const monitoring = {
  name: 'monitoring',
  contentType: 'application/x-amz-json-1.0',
  target: 'GraniteServiceVersion20100801',
  urlVariable: 'AWS_ENDPOINT_URL_CLOUDWATCH',
} as const;

/** How often AWS measures is not documented; the latest value counts. */
const days = 2;
const metrics = [
  { Id: 'crl', MetricName: 'CrlDaysToExpiry' },
  { Id: 'idp', MetricName: 'IdpCertDaysToExpiry' },
] as const;
const answerSchema = z.object({
  MetricDataResults: z.array(z.object({ Id: z.string(), Values: z.array(z.number()) })),
});
/**
 * Reads from CloudWatch how many days an endpoint's revocation list and its identity provider's certificate remain
 * valid. It sends one signed request itself, so that Bouncer need not load another SDK client at startup.
 *
 * @throws {Failure} `aws_denied` when the role was created before Bouncer needed this permission.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
 * @see https://docs.aws.amazon.com/vpn/latest/clientvpn-admin/monitoring-cloudwatch.html
 */
async function readDaysToExpiry(
  { id, region }: Pick<Endpoint, 'id' | 'region'>,
  credentials: Credentials,
  now: Date,
  signal: AbortSignal,
): Promise<DaysToExpiry> {
  const input = {
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
  };
  const answer = await signedJsonCall(monitoring, 'GetMetricData', region, credentials, input, signal);
  const parsed = answerSchema.safeParse(answer);
  if (!parsed.success) throw new Failure('aws_unintelligible', 'GetMetricData gave an answer without data');
  const { MetricDataResults } = parsed.data;
  const latestOf = (wanted: (typeof metrics)[number]['Id']) =>
    MetricDataResults.find(({ Id }) => Id === wanted)?.Values[0];
  return { revocationList: latestOf('crl'), identityProviderCertificate: latestOf('idp') };
}
