import type {
  ClientConnectResponseOptions,
  ClientVpnAuthentication,
  ClientVpnEndpoint,
} from '@aws-sdk/client-ec2';
import type { Authentication, ConnectHandler, EndpointFacts } from '../domain/endpoint.ts';

/** Reads one endpoint of DescribeClientVpnEndpoints. */
export function endpointFactsFromEc2(endpoint: ClientVpnEndpoint): EndpointFacts {
  return {
    status: endpoint.Status?.Code || 'unknown',
    authentication: (endpoint.AuthenticationOptions ?? []).map(authenticationFromEc2),
    connectHandler: connectHandlerFromEc2(endpoint.ClientConnectOptions),
    sessionTimeoutHours: endpoint.SessionTimeoutHours,
    trustProviders: trustProvidersFromEc2(endpoint),
  };
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
