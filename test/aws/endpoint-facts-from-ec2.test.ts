import type { ClientVpnAuthentication } from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { endpointFactsFromEc2 } from '../../src/aws/endpoint-facts-from-ec2.ts';

describe('endpointFactsFromEc2', () => {
  it('reads status, ways to authenticate, connect handler and session limit', () => {
    const facts = endpointFactsFromEc2({
      Status: { Code: 'available' },
      AuthenticationOptions: [
        { Type: 'certificate-authentication' },
        { Type: 'directory-service-authentication' },
        { Type: 'federated-authentication' },
      ],
      ClientConnectOptions: { Enabled: true },
      SessionTimeoutHours: 12,
    });

    expect(facts).toEqual({
      status: 'available',
      authentication: ['certificate', 'directory', 'federated'],
      hasConnectHandler: true,
      sessionTimeoutHours: 12,
    });
  });

  it('calls a way to authenticate unknown that AWS adds later', () => {
    const later: ClientVpnAuthentication = JSON.parse('{"Type": "telepathy"}');

    expect(endpointFactsFromEc2({ AuthenticationOptions: [later, {}] }).authentication).toEqual([
      'unknown',
      'unknown',
    ]);
  });

  it('claims nothing of an endpoint that AWS says nothing about', () => {
    expect(endpointFactsFromEc2({})).toEqual({
      status: 'unknown',
      authentication: [],
      hasConnectHandler: false,
      sessionTimeoutHours: undefined,
    });
  });
});
