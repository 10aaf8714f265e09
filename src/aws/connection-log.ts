import * as z from 'zod';
import type { Endpoint } from '../domain/endpoint.ts';
import { Failure } from '../domain/failure.ts';
import { type EndpointId, parseConnectionId } from '../domain/ids.ts';
import type { ConnectionLog, LoggedConnection } from '../ports/connection-log.ts';
import type { Ec2Clients } from './ec2-clients.ts';
import { parseJson } from './parse-json.ts';
import { signedJsonCall } from './signed-json-call.ts';
import { counterFromEc2, dateFromEc2 } from './snapshot/connection-from-ec2.ts';

const logs = {
  name: 'logs',
  contentType: 'application/x-amz-json-1.1',
  target: 'Logs_20140328',
  urlVariable: 'AWS_ENDPOINT_URL_CLOUDWATCH_LOGS',
} as const;

const pageSchema = z.object({
  events: z.array(z.object({ eventId: z.string(), timestamp: z.number(), message: z.string() })).default([]),
  nextToken: z.string().optional(),
});

/**
 * Reads connection logs through CloudWatch Logs' API.
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
 */
export function cloudWatchConnectionLog(
  clients: Pick<Ec2Clients, 'credentialsFor' | 'patience'>,
): ConnectionLog {
  return {
    page: async (endpoint, group, { since, token }) => {
      const signal = AbortSignal.timeout(clients.patience.callMs);
      const credentials = await clients.credentialsFor(endpoint);
      const input = {
        logGroupName: group,
        startTime: since.getTime(),
        // Several endpoints may write to one group. A quoted term matches the text as it is.
        filterPattern: `"${endpoint.id}"`,
        ...(token !== undefined && { nextToken: token }),
      };
      const answer = await signedJsonCall(
        logs,
        'FilterLogEvents',
        endpoint.region,
        credentials,
        input,
        signal,
      );
      const page = pageSchema.safeParse(answer);
      if (!page.success)
        throw new Failure('aws_unintelligible', 'FilterLogEvents gave an answer without events');
      const { events, nextToken } = page.data;
      return { entries: events.flatMap((event) => entryFrom(event, endpoint)), token: nextToken };
    },
  };
}

/** The fields that are read, all of them texts. Others may be added at any time, and some are objects. */
const entrySchema = z.object({
  'connection-attempt-status': z.string().optional(),
  'connection-reset-status': z.string().optional(),
  'connection-id': z.string(),
  'client-vpn-endpoint-id': z.string(),
  'connection-start-time': z.string(),
  'connection-last-update-time': z.string().optional(),
  'connection-end-time': z.string().optional(),
  username: z.string().optional(),
  'common-name': z.string().optional(),
  'client-ip': z.string().optional(),
  'device-type': z.string().optional(),
  'device-ip': z.string().optional(),
  'ingress-bytes': z.string().optional(),
  'egress-bytes': z.string().optional(),
  'authorization-policy-evaluation': z
    .object({ result: z.string(), 'shadow-mode': z.string().optional() })
    .optional()
    .catch(undefined),
});
type Entry = z.infer<typeof entrySchema>;

/**
 * Reads one entry of a connection log.
 *
 * @returns Nothing for what is no connection: failed attempts, and the steps of signing in that precede one.
 * @see https://docs.aws.amazon.com/vpn/latest/clientvpn-admin/connection-logging.html
 */
function entryFrom(
  { eventId, timestamp, message }: z.infer<typeof pageSchema>['events'][number],
  endpoint: Pick<Endpoint, 'id'>,
): readonly LoggedConnection[] {
  const { data: entry } = entrySchema.safeParse(parseJson(message));
  if (entry === undefined || entry['client-vpn-endpoint-id'] !== endpoint.id) return [];
  const isConnection =
    ['successful', 'NA', undefined].includes(entry['connection-attempt-status']) &&
    ['NA', undefined].includes(entry['connection-reset-status']);
  const id = parseConnectionId(entry['connection-id']);
  const startedAt = dateFromEc2(entry['connection-start-time']);
  if (!isConnection || id === undefined || startedAt === undefined) return [];

  return [{ entry: eventId, at: new Date(timestamp), update: updateFrom(entry, endpoint.id, id, startedAt) }];
}

function updateFrom(
  entry: Entry,
  endpointId: EndpointId,
  id: LoggedConnection['update']['id'],
  startedAt: Date,
): LoggedConnection['update'] {
  const endedAt = dateFromEc2(entry['connection-end-time']);
  const platform = knownIn(entry['device-type']);
  const bytesSent = counterFromEc2(entry['ingress-bytes']);
  const bytesReceived = counterFromEc2(entry['egress-bytes']);
  return {
    endpointId,
    id,
    startedAt,
    lastSeenAt: endedAt ?? dateFromEc2(entry['connection-last-update-time']) ?? startedAt,
    endedAt,
    username: knownIn(entry.username),
    commonName: knownIn(entry['common-name']),
    clientIp: knownIn(entry['client-ip']),
    publicIp: knownIn(entry['device-ip']),
    device: platform === undefined ? undefined : { platform },
    // An entry about the beginning says 0, which is no news.
    traffic: bytesSent + bytesReceived === 0n ? undefined : { bytesSent, bytesReceived },
    ending: endedAt === undefined ? undefined : endingFrom(entry),
  };
}

/** Of the reasons for an end, the log gives only one: the authorization policy, when AWS evaluated it again. */
function endingFrom({
  'authorization-policy-evaluation': policy,
}: Entry): LoggedConnection['update']['ending'] {
  const isEnforced = policy !== undefined && policy['shadow-mode'] !== 'enabled';
  const isDenied = isEnforced && policy.result !== 'permit';
  return isDenied ? { kind: 'logged', text: 'authorization policy' } : undefined;
}

/** The log writes `NA` for what it does not know. */
function knownIn(text: string | undefined): string | undefined {
  return text === undefined || text === '' || text === 'NA' ? undefined : text;
}
