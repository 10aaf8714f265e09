import type { VpnEndpoint } from '../ec2/model/vpn-endpoint.ts';
import { people } from '../people.ts';

/** AWS requires a function in each Region; here one function serves all of them. */
export const handlerName = 'AWSClientVPN-bouncer';

export const demoEndpoints: readonly VpnEndpoint[] = [
  {
    id: 'cvpn-endpoint-0e0000000000000e1',
    name: 'prod-eu',
    region: 'eu-west-1',
    authentication: 'federated',
    connectHandlerArn: handlerArn('eu-west-1'),
    connectionLog: { group: '/aws/clientvpn/prod-eu' },
  },
  {
    id: 'cvpn-endpoint-01ab00000000001ab',
    name: 'lab',
    region: 'us-east-1',
    authentication: 'certificate',
    connectHandlerArn: handlerArn('us-east-1'),
    connectionLog: { group: '/aws/clientvpn/lab' },
  },
];

/** Who is connected when the demo begins: Bob twice, so that there is a stale connection to terminate. */
export const regulars: readonly string[] = [
  ...people
    .filter(({ kind, name, isEmailConfirmed }) => kind === 'member' && name !== 'omar' && isEmailConfirmed)
    .map(({ email }) => email),
  'bob@example.com',
  'mallory@example.com',
  'svc-backup@example.com',
];

function handlerArn(region: string): string {
  return `arn:aws:lambda:${region}:111122223333:function:${handlerName}`;
}
