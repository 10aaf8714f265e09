import { subHours } from 'date-fns/subHours';
import { expect, test, vi } from 'vitest';
import type { ConnectionRecord } from '../../../src/domain/connection-record.ts';
import { Failure } from '../../../src/domain/failure.ts';
import { type WhoRequest, who } from '../../../src/features/who/who.ts';
import { aConnection, someConnections } from '../../builders/a-connection.ts';
import { aRecord } from '../../builders/a-record.ts';
import { anEndpoint, lab } from '../../builders/an-endpoint.ts';
import { connectionId } from '../../builders/ids.ts';
import { aChannelRule, someRules } from '../../builders/some-rules.ts';
import { aRequester } from '../../doubles/a-requester.ts';
import { anApp, helga, type MemoryContext } from '../../doubles/an-app.ts';
import { deliverTo } from '../../slack/deliver-to.ts';
import { memoryListenerDeps } from '../../slack/memory-listener-deps.ts';

const now = new Date('2026-11-02T09:00:00Z');
const address = '203.0.113.51';

function open(hours: number, given: Partial<ConnectionRecord> = {}): ConnectionRecord {
  const startedAt = subHours(now, hours);
  return aRecord({ startedAt, lastSeenAt: startedAt, endedAt: undefined, ...given });
}

function ended(index: number, given: Partial<ConnectionRecord> = {}): ConnectionRecord {
  const at = subHours(now, 1);
  const id = connectionId(`cvpn-connection-e${index.toString(16)}`);
  return aRecord({ id, startedAt: at, lastSeenAt: at, endedAt: at, ...given });
}

async function find(app: MemoryContext, given: Partial<WhoRequest> = {}) {
  const result = await who(app, {
    requester: aRequester(helga),
    targetRef: { kind: 'text', text: address },
    on: undefined,
    audience: 'requester',
    ...given,
  });
  if (result.kind !== 'listed') throw new Error(result.kind);
  const { connectionList, fromAddress } = result;
  const ids = connectionList.connections.slice().map(({ connection }) => connection.id);
  return { connectionList, fromAddress, ids };
}

async function shownBy(app: MemoryContext): Promise<string> {
  const deps = memoryListenerDeps(app);
  await deliverTo(deps).type(`who ${address}`);
  return JSON.stringify(deps.poster.views);
}

test('lists those with the address in the VPN together with those from it, in order', async () => {
  const inVpn = [
    aConnection({ id: connectionId('cvpn-connection-a1'), clientIp: address }),
    aConnection({
      id: connectionId('cvpn-connection-a2'),
      clientIp: address,
      establishedAt: subHours(now, 5),
      endpointId: lab.id,
    }),
  ];
  const fromIt = aConnection({ establishedAt: subHours(now, 3) });
  const app = anApp([...inVpn, fromIt]);
  await app.history.record([open(3)]);

  const { ids, fromAddress } = await find(app);

  expect(ids).toEqual(['cvpn-connection-a1', fromIt.id, 'cvpn-connection-a2']);
  expect(fromAddress).toEqual({ kind: 'found', live: 1, isLeast: false, hasEarlier: false });
});

test('asks AWS for the connections from the address alone, and only on their endpoints', async () => {
  const app = anApp([
    aConnection(),
    aConnection({ id: connectionId('cvpn-connection-a1'), clientIp: address }),
  ]);
  await app.history.record([open(1), ended(1, { endpointId: lab.id })]);

  await find(app);

  expect(app.vpn.calls.filter((call) => call.kind === 'look' && call.filter !== undefined)).toEqual([
    { kind: 'look', endpoint: 'prod-eu', filter: { by: 'connection', ids: [aConnection().id] } },
  ]);
});

test('does not say that no one is connected from the address, and names the endpoint that cannot be asked', async () => {
  const app = anApp([aConnection()]);
  await app.history.record([open(1)]);
  app.vpn.fail({ method: 'connections', code: 'aws_unreachable', on: anEndpoint(), times: 99 });

  const { fromAddress, connectionList } = await find(app);
  expect(fromAddress).toMatchObject({ live: 0 });
  expect(connectionList.unavailable).toEqual([{ endpoint: anEndpoint(), code: 'aws_unreachable' }]);

  const shown = await shownBy(app);
  expect(shown).toContain('No active connection found from this public address.');
  expect(shown).not.toContain('No one is connected from');
});

test('keeps the list and says what is missing if AWS cannot be asked for the connections from the address', async () => {
  const inVpn = aConnection({ id: connectionId('cvpn-connection-a1'), clientIp: address });
  const app = anApp([inVpn, aConnection({ id: connectionId('cvpn-connection-a2'), endpointId: lab.id })]);
  await app.history.record([
    open(1),
    open(1, { id: connectionId('cvpn-connection-a2'), endpointId: lab.id }),
  ]);
  const ask = app.vpn.connections.bind(app.vpn);
  vi.spyOn(app.vpn, 'connections').mockImplementation(async (endpoint, filter) => {
    if (endpoint.id === lab.id) return ask(endpoint, filter);
    throw new Failure('aws_unreachable', 'ordered');
  });

  const { ids, fromAddress, connectionList } = await find(app);

  expect(ids).toEqual(['cvpn-connection-a1', 'cvpn-connection-a2']);
  expect(fromAddress).toMatchObject({ live: 1, isLeast: true });
  expect(connectionList.unavailable).toMatchObject([{ endpoint: { name: 'prod-eu' } }]);
});

test('counts only connections of the duration that was asked for', async () => {
  const app = anApp([aConnection()]);
  await app.history.record([open(1)]);
  const lasting = { kind: 'older', ms: 8 * 3_600_000 } as const;

  expect(await find(app, { arrangement: { lasting } })).toMatchObject({ ids: [], fromAddress: { live: 0 } });
});

test('says that public addresses were not searched if the history fails', async () => {
  const inVpn = aConnection({ id: connectionId('cvpn-connection-a1'), clientIp: address });
  const app = anApp([inVpn]);
  app.history.find = () => Promise.reject(new Failure('history_unavailable', 'the disk is gone'));

  expect(await find(app)).toMatchObject({ ids: ['cvpn-connection-a1'], fromAddress: { kind: 'unknown' } });
  expect(await shownBy(app)).toContain(
    'Public addresses couldn’t be searched; this list covers addresses in the VPN only.',
  );
});

test('says that new connections are found later if nothing has the address, neither publicly nor in the VPN', async () => {
  const app = anApp([aConnection()]);
  await app.history.record([open(1, { publicIp: '203.0.113.99' })]);
  expect(await shownBy(app)).toContain(
    'Bouncer knows of no connection from this public address here. New ones are found a few minutes after they begin',
  );

  app.vpn.connect(aConnection({ id: connectionId('cvpn-connection-a1'), clientIp: address }));
  expect(await find(app)).toMatchObject({ ids: ['cvpn-connection-a1'], fromAddress: undefined });
});

test('says nothing of public addresses if a name is searched for', async () => {
  const app = anApp([aConnection()]);
  app.history.find = () => Promise.reject(new Failure('history_unavailable', 'the disk is gone'));

  expect((await find(app, { targetRef: { kind: 'text', text: 'bob' } })).fromAddress).toBeUndefined();
});

test('finds an active connection however many have come from the address since, and elsewhere', async () => {
  const rules = someRules({ channels: [aChannelRule({ endpoints: [anEndpoint()] })] });
  const app = anApp([aConnection()], rules);
  const later = Array.from({ length: 150 }, (_, index) => ended(index, { endpointId: lab.id }));
  await app.history.record([open(5), ...later]);

  const { ids, fromAddress } = await find(app);

  expect(ids).toEqual([aConnection().id]);
  expect(fromAddress).toMatchObject({ live: 1, isLeast: false });
});

test('says “at least” if there may be more from the address than were read', async () => {
  const app = anApp([aConnection()]);
  const others = someConnections(1_001).map(({ id }) => open(2, { id }));
  await app.history.record([open(1), ...others]);

  expect(await shownBy(app)).toContain('At least 1 of these connections comes from this public address.');
});

test('points to as much of the history as is kept', async () => {
  const history = { ...someRules().history, days: 7 };
  const app = anApp([aConnection()], { history });
  await app.history.record([ended(1)]);

  expect(await shownBy(app)).toContain(`/vpn history ${address} 7d`);
});

test('finds those from the address on the channel’s endpoints, however many came from it elsewhere', async () => {
  const onLab = aConnection({ endpointId: lab.id, establishedAt: subHours(now, 3) });
  const app = anApp([onLab], someRules({ channels: [aChannelRule({ endpoints: [lab] })] }));
  const elsewhere = Array.from({ length: 1_001 }, (_, index) => ({
    ...open(1),
    id: connectionId(`cvpn-connection-f${index.toString(16)}`),
  }));
  await app.history.record([...elsewhere, open(3, { endpointId: lab.id })]);

  const { ids, fromAddress } = await find(app);

  expect(ids).toEqual([onLab.id]);
  expect(fromAddress).toMatchObject({ kind: 'found', live: 1, isLeast: false });
});
