import { expect, test } from 'vitest';
import type { Target } from '../../../src/domain/target.ts';
import { readEndpoints } from '../../../src/features/connections/list-connections.ts';
import { aConnection, someConnections } from '../../builders/a-connection.ts';
import { anEndpoint, lab } from '../../builders/an-endpoint.ts';
import { connectionId } from '../../builders/ids.ts';
import { certificatesOnly, MemoryVpn } from '../../doubles/memory-vpn.ts';
import { MovedClock } from '../../doubles/moved-clock.ts';

const endpoint = anEndpoint();
const names: Target = { kind: 'names', names: ['bob@example.com'] };
const ended = { status: { code: 'terminated', message: undefined } };

function aVpn(...connections: readonly Parameters<typeof aConnection>[0][]): MemoryVpn {
  const rows = connections.map((given, index) =>
    aConnection({ id: connectionId(`cvpn-connection-${index}`), ...given }),
  );
  return new MemoryVpn(new MovedClock(), rows);
}

const filtersOf = (vpn: MemoryVpn) =>
  vpn.calls.map((call) => (call.kind === 'look' ? call.filter?.by : 'act'));

test('searches the complete list for a name, so that every spelling is found', async () => {
  const vpn = aVpn(
    { username: 'bob@example.com' },
    { username: 'BOB@EXAMPLE.COM' },
    { username: 'bOb@example.com ', commonName: undefined },
    { username: 'anna@example.com', commonName: 'anna@example.com' },
  );

  const look = await readEndpoints(vpn, [endpoint], names);

  expect(look.found[0]?.connections.map(({ username }) => username)).toEqual([
    'bob@example.com',
    'BOB@EXAMPLE.COM',
    'bOb@example.com ',
  ]);
  expect(filtersOf(vpn)).toEqual([undefined]);
});

test('leaves out connections that ended recently', async () => {
  const vpn = aVpn(ended, { username: 'Bob@EXAMPLE.com' });

  const look = await readEndpoints(vpn, [endpoint], names);

  expect(look.found[0]?.connections).toMatchObject([{ username: 'Bob@EXAMPLE.com' }]);
});

test('finds other names in the same list without another scan', async () => {
  const vpn = aVpn({}, { username: 'bob-laptop', commonName: undefined });

  const look = await readEndpoints(vpn, [endpoint], names);
  const others = look.found[0]?.list?.select({ kind: 'text', text: 'laptop' }, 'live');

  expect(others?.slice()).toMatchObject([{ username: 'bob-laptop' }]);
  expect(filtersOf(vpn)).toEqual([undefined]);
});

test.each([
  ['has certificates only', (vpn: MemoryVpn) => void vpn.factsOf.set(endpoint.id, certificatesOnly)],
  ['cannot be described', (vpn: MemoryVpn) => vpn.fail({ method: 'facts', code: 'aws_denied' })],
])('scans an endpoint that %s', async (_title, arrange) => {
  const vpn = aVpn({ username: undefined, commonName: 'bob@example.com' });
  arrange(vpn);

  const look = await readEndpoints(vpn, [endpoint], names);

  expect(look.found[0]?.connections).toHaveLength(1);
  expect(filtersOf(vpn)).toEqual([undefined]);
});

test('asks EC2 for a connection by its id', async () => {
  const vpn = new MemoryVpn(new MovedClock(), someConnections(3));
  const target: Target = { kind: 'connections', ids: [connectionId('cvpn-connection-00000000000000001')] };

  const look = await readEndpoints(vpn, [endpoint], target);

  expect(look.found[0]?.connections).toHaveLength(1);
  expect(filtersOf(vpn)).toEqual(['connection']);
});

test('returns an endpoint that fails as unavailable, with the code, beside the others', async () => {
  const vpn = aVpn({});
  vpn.fail({ method: 'connections', code: 'aws_throttled', on: lab });

  const look = await readEndpoints(vpn, [endpoint, lab], { kind: 'everyone' });

  expect(look.found.map((found) => found.endpoint)).toEqual([endpoint]);
  expect(look.unavailable).toEqual([{ endpoint: lab, code: 'aws_throttled' }]);
});
