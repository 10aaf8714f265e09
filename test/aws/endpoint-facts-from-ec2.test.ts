import type { ClientVpnAuthentication } from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { endpointFactsFromEc2 } from '../../src/aws/translate-ec2.ts';

describe('endpointFactsFromEc2', () => {
  it('reads status, ways to authenticate, connect handler and session limit', () => {
    const facts = endpointFactsFromEc2({
      Status: { Code: 'available' },
      AuthenticationOptions: [
        { Type: 'certificate-authentication' },
        { Type: 'directory-service-authentication' },
        { Type: 'federated-authentication' },
      ],
      ClientConnectOptions: {
        Enabled: true,
        LambdaFunctionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:AWSClientVPN-bouncer',
        Status: { Code: 'applied' },
      },
      SessionTimeoutHours: 12,
    });

    expect(facts).toEqual({
      status: 'available',
      authentication: ['certificate', 'directory', 'federated'],
      connectHandler: 'bouncer',
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

  it.each([
    ['AWSClientVPN-bouncer', 'bouncer'],
    ['AWSClientVPN-bouncer:live', 'bouncer'],
    ['AWSClientVPN-bouncer-of-another-team', 'another'],
    ['AWSClientVPN-posture', 'another'],
  ])('tells whose handler %s is', (name, connectHandler) => {
    const LambdaFunctionArn = `arn:aws:lambda:eu-west-1:111122223333:function:${name}`;

    const facts = endpointFactsFromEc2({ ClientConnectOptions: { Enabled: true, LambdaFunctionArn } });

    expect(facts).toMatchObject({ connectHandler });
  });

  it.each([
    ['none', { Enabled: false }],
    ['applying', { Enabled: true, Status: { Code: 'applying' as const } }],
  ])('does not count on a handler that is not asked (yet), and calls it %s', (handler, options) => {
    const LambdaFunctionArn = 'arn:aws:lambda:eu-west-1:111122223333:function:AWSClientVPN-bouncer';

    const facts = endpointFactsFromEc2({ ClientConnectOptions: { LambdaFunctionArn, ...options } });

    expect(facts.connectHandler).toBe(handler);
  });

  it('claims nothing of an endpoint that AWS says nothing about', () => {
    expect(endpointFactsFromEc2({})).toEqual({
      status: 'unknown',
      authentication: [],
      connectHandler: 'none',
      sessionTimeoutHours: undefined,
    });
  });
});
