import type { ClientVpnAuthentication, ClientVpnEndpoint } from '@aws-sdk/client-ec2';
import type { Authentication, EndpointFacts } from '../core/endpoint.ts';

/** Reads one endpoint of DescribeClientVpnEndpoints. */
export function endpointFactsFromEc2(endpoint: ClientVpnEndpoint): EndpointFacts {
  return {
    status: endpoint.Status?.Code || 'unknown',
    authentication: (endpoint.AuthenticationOptions ?? []).map(authenticationFromEc2),
    hasConnectHandler: endpoint.ClientConnectOptions?.Enabled === true,
    sessionTimeoutHours: endpoint.SessionTimeoutHours,
  };
}

const authentications: ReadonlyMap<string, Authentication> = new Map([
  ['certificate-authentication', 'certificate'],
  ['directory-service-authentication', 'directory'],
  ['federated-authentication', 'federated'],
]);

function authenticationFromEc2({ Type }: ClientVpnAuthentication): Authentication {
  return authentications.get(Type ?? '') ?? 'unknown';
}
