import type {
  ClientConnectResponseOptions,
  ClientVpnAuthentication,
  ClientVpnEndpoint,
  Filter,
  TerminateClientVpnConnectionsCommandOutput,
  TerminateConnectionStatus,
} from '@aws-sdk/client-ec2';
import type { Authentication, ConnectHandler, EndpointFacts } from '../domain/endpoint.ts';
import { Failure } from '../domain/failure.ts';
import { parseConnectionId } from '../domain/ids.ts';
import type { ConnectionFilter, StatusChange, TerminationAnswer } from '../ports/vpn-gateway.ts';
import { statusFromEc2 } from './snapshot/connection-from-ec2.ts';

/** Reads one endpoint of DescribeClientVpnEndpoints. */
export function endpointFactsFromEc2(endpoint: ClientVpnEndpoint): EndpointFacts {
  return {
    status: endpoint.Status?.Code || 'unknown',
    authentication: (endpoint.AuthenticationOptions ?? []).map(authenticationFromEc2),
    connectHandler: connectHandlerFromEc2(endpoint.ClientConnectOptions),
    sessionTimeoutHours: endpoint.SessionTimeoutHours,
    trustProviders: trustProvidersFromEc2(endpoint),
    ...connectionLogFromEc2(endpoint),
  };
}

function connectionLogFromEc2({
  ConnectionLogOptions: options,
}: ClientVpnEndpoint): Pick<EndpointFacts, 'connectionLogGroup'> {
  const group = options?.Enabled === true ? options.CloudwatchLogGroup : undefined;
  return group ? { connectionLogGroup: group } : {};
}

function trustProvidersFromEc2({ DevicePostureOptions }: ClientVpnEndpoint): readonly string[] | undefined {
  const providers = DevicePostureOptions?.TrustProviders ?? [];
  return providers.length === 0
    ? undefined
    : providers.map(({ TrustProviderType }) => TrustProviderType ?? 'unknown');
}

const authentications: ReadonlyMap<string, Authentication> = new Map([
  ['certificate-authentication', 'certificate'],
  ['directory-service-authentication', 'directory'],
  ['federated-authentication', 'federated'],
]);

function authenticationFromEc2({ Type }: ClientVpnAuthentication): Authentication {
  return authentications.get(Type ?? '') ?? 'unknown';
}

/** The name that `infra/` gives the function in every Region; a version or an alias may follow it. */
const ownHandler = /:function:AWSClientVPN-bouncer(:[^:]+)?$/;

function connectHandlerFromEc2(options: ClientConnectResponseOptions | undefined): ConnectHandler {
  if (options?.Enabled !== true) return 'none';
  if (options.Status?.Code === 'applying') return 'applying';
  return ownHandler.test(options.LambdaFunctionArn ?? '') ? 'bouncer' : 'another';
}

/**
 * Reads the answer to TerminateClientVpnConnections. An empty list is a valid answer: AWS terminated nothing.
 *
 * @throws {Failure} `aws_unanswered` when the list is missing, or does not say which connections it is about: something
 * was done, and only another look-up can tell what.
 */
export function terminationAnswerFromEc2(
  answer: TerminateClientVpnConnectionsCommandOutput,
): TerminationAnswer {
  const statuses = answer.ConnectionStatuses?.map(statusChangeFromEc2);
  if (statuses === undefined)
    throw new Failure('aws_unanswered', 'Terminate gave an answer without statuses');

  return {
    kind: 'answered',
    requestId: answer.$metadata.requestId,
    statuses,
  };
}

function statusChangeFromEc2(change: TerminateConnectionStatus): StatusChange {
  const id = parseConnectionId(change.ConnectionId ?? '');
  if (id === undefined) throw new Failure('aws_unanswered', 'Terminate gave a status of no known connection');

  return {
    id,
    previous: statusFromEc2(change.PreviousStatus),
    current: statusFromEc2(change.CurrentStatus),
  };
}

/** The most values that EC2 accepts in one filter (Filter, API reference). */
const maxValues = 200;

/**
 * Translates a filter for EC2.
 *
 * @returns One list of filters for each call to make; empty when the filter cannot match anything.
 */
export function ec2FiltersFromFilter(filter: ConnectionFilter): readonly Filter[][] {
  const [name, values] =
    filter.by === 'username'
      ? ['username', filter.usernames.flatMap(readings)]
      : ['connection-id', [...filter.ids]];
  return chunks([...new Set(values)], maxValues).map((chunk) => [{ Name: name, Values: chunk }]);
}

/**
 * Many EC2 filters accept `*` and `?` as wildcards and `\` as their escape; whether this one does is not documented.
 * `CORP\bob` must be found either way, so the filter contains it both as it is and escaped.
 */
function readings(username: string): readonly string[] {
  if (username === '') return [];
  return [username, username.replaceAll(/[\\*?]/g, (sign) => `\\${sign}`)];
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
}
