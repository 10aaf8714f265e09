import type { ClientVpnAuthentication } from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { ec2FiltersFromFilter, endpointFactsFromEc2 } from '../../src/aws/translate-ec2.ts';
import { connectionIdOf } from './emulated-aws.ts';

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

  it('reports an authentication type that AWS adds later as unknown', () => {
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
  ])('recognizes whose connect handler %s is', (name, connectHandler) => {
    const LambdaFunctionArn = `arn:aws:lambda:eu-west-1:111122223333:function:${name}`;

    const facts = endpointFactsFromEc2({ ClientConnectOptions: { Enabled: true, LambdaFunctionArn } });

    expect(facts).toMatchObject({ connectHandler });
  });

  it.each([
    ['none', { Enabled: false }],
    ['applying', { Enabled: true, Status: { Code: 'applying' as const } }],
  ])('reports a handler that is not used (yet) as %s', (handler, options) => {
    const LambdaFunctionArn = 'arn:aws:lambda:eu-west-1:111122223333:function:AWSClientVPN-bouncer';

    const facts = endpointFactsFromEc2({ ClientConnectOptions: { LambdaFunctionArn, ...options } });

    expect(facts.connectHandler).toBe(handler);
  });

  it('reports unknown values of an endpoint that AWS does not describe', () => {
    expect(endpointFactsFromEc2({})).toEqual({
      status: 'unknown',
      authentication: [],
      connectHandler: 'none',
      sessionTimeoutHours: undefined,
    });
  });
});

describe('ec2FiltersFromFilter', () => {
  it('asks for connections by id', () => {
    const id = connectionIdOf('cvpn-connection-0c');

    expect(ec2FiltersFromFilter({ by: 'connection', ids: [id, id] })).toEqual([
      [{ Name: 'connection-id', Values: [id] }],
    ]);
  });

  it('asks for nothing when nothing could match', () => {
    expect(ec2FiltersFromFilter({ by: 'connection', ids: [] })).toEqual([]);
    expect(ec2FiltersFromFilter({ by: 'username', usernames: [''] })).toEqual([]);
  });

  it('asks for a name with a wildcard or a backslash as it is and escaped', () => {
    expect(ec2FiltersFromFilter({ by: 'username', usernames: ['CORP\\bob', 'a*?'] })).toEqual([
      [{ Name: 'username', Values: ['CORP\\bob', 'CORP\\\\bob', 'a*?', 'a\\*\\?'] }],
    ]);
  });

  it('asks for every name, in filters of 200 values at most', () => {
    const usernames = Array.from({ length: 401 }, (_, n) => `user${n}`);

    const filters = ec2FiltersFromFilter({ by: 'username', usernames }).flat();

    expect(filters.map(({ Values }) => Values?.length)).toEqual([200, 200, 1]);
    expect(filters.flatMap(({ Values }) => Values)).toEqual(usernames);
  });
});
