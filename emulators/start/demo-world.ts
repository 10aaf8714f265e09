import { cast } from '../cast.ts';
import type { VpnEndpoint } from '../ec2/model/vpn-endpoint.ts';

export const demoEndpoints: readonly VpnEndpoint[] = [
  {
    id: 'cvpn-endpoint-0e0000000000000e1',
    name: 'prod-eu',
    region: 'eu-west-1',
    authentication: 'federated',
  },
  { id: 'cvpn-endpoint-01ab00000000001ab', name: 'lab', region: 'us-east-1', authentication: 'certificate' },
];

/** Who is on when the demo begins: Bob twice, so that there is a stale session to end. */
export const regulars: readonly string[] = [
  ...cast.filter(({ kind, name }) => kind === 'member' && name !== 'omar').map(({ email }) => email),
  'bob@example.com',
  'mallory@example.com',
  'svc-backup@example.com',
];
