import { cidrOf } from '../model/client-address.ts';
import type { Fleet } from '../model/fleet.ts';
import type { Authentication, VpnEndpoint } from '../model/vpn-endpoint.ts';
import { element, listElement, textElement } from './xml.ts';

/**
 * One item of DescribeClientVpnEndpoints. `connectionLogOptions` has capitalised members on the wire.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ClientVpnEndpoint.html
 */
export function endpointXml(
  endpoint: VpnEndpoint,
  fleet: Pick<Fleet, 'endpoints' | 'isAssociated'>,
  accountId: string,
): string {
  const arn = (service: string, resource: string, region = endpoint.region): string =>
    `arn:aws:${service}:${region}:${accountId}:${resource}`;
  return [
    textElement('clientVpnEndpointId', endpoint.id),
    textElement('description', endpoint.name),
    element(
      'status',
      textElement('code', fleet.isAssociated(endpoint.id) ? 'available' : 'pending-associate'),
    ),
    textElement('creationTime', '2026-01-15T09:00:00'),
    textElement('dnsName', `*.${endpoint.id}.prod.clientvpn.${endpoint.region}.amazonaws.com`),
    textElement('clientCidrBlock', cidrOf(fleet.endpoints, endpoint.id)),
    textElement('splitTunnel', 'true'),
    textElement('vpnProtocol', 'openvpn'),
    textElement('transportProtocol', transportProtocol),
    textElement('vpnPort', '443'),
    textElement('serverCertificateArn', arn('acm', 'certificate/0f9a2e0c-5d2e-4c58-9e57-2d0f7c1d8a11')),
    listElement('authenticationOptions', [authenticationXml(endpoint.authentication, arn)]),
    element('connectionLogOptions', logOptionsXml(endpoint)),
    listElement('tagSet', [textElement('key', 'Name') + textElement('value', endpoint.name)]),
    textElement('vpcId', 'vpc-0a1b2c3d4e5f60718'),
    element('clientConnectOptions', connectOptionsXml(endpoint)),
    textElement('sessionTimeoutHours', '24'),
    element('clientLoginBannerOptions', textElement('enabled', 'false')),
    postureXml(endpoint),
  ].join('');
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ConnectionLogResponseOptions.html */
function logOptionsXml({ connectionLog }: VpnEndpoint): string {
  if (connectionLog === undefined) return textElement('Enabled', 'false');
  return textElement('Enabled', 'true') + textElement('CloudwatchLogGroup', connectionLog.group);
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ClientConnectResponseOptions.html */
function connectOptionsXml({ connectHandlerArn }: VpnEndpoint): string {
  if (connectHandlerArn === undefined) return textElement('enabled', 'false');
  return (
    textElement('enabled', 'true') +
    textElement('lambdaFunctionArn', connectHandlerArn) +
    element('status', textElement('code', 'applied'))
  );
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DevicePostureResponseOptions.html */
function postureXml({ trustProviders }: VpnEndpoint): string {
  if (trustProviders === undefined) return '';
  const providers = trustProviders.map(
    (type) => textElement('trustProviderType', type) + textElement('tenantId', 'tenant-1'),
  );
  return element('devicePostureOptions', listElement('trustProviderSet', providers));
}

export const transportProtocol = 'udp';

function authenticationXml(
  authentication: Authentication,
  arn: (service: string, resource: string, region?: string) => string,
): string {
  if (authentication === 'directory') {
    return (
      textElement('type', 'directory-service-authentication') +
      element('activeDirectory', textElement('directoryId', 'd-1234567890'))
    );
  }
  if (authentication === 'federated') {
    return (
      textElement('type', 'federated-authentication') +
      element(
        'federatedAuthentication',
        textElement('samlProviderArn', arn('iam', 'saml-provider/staff', '')),
      )
    );
  }
  return (
    textElement('type', 'certificate-authentication') +
    element(
      'mutualAuthentication',
      textElement(
        'clientRootCertificateChain',
        arn('acm', 'certificate/6b1f4c38-71f9-4a52-8d4c-9a7c5b0d3e22'),
      ),
    )
  );
}
