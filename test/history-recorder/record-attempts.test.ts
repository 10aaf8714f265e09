import { addMinutes } from 'date-fns/addMinutes';
import { expect, test, vi } from 'vitest';
import type { Connection } from '../../src/domain/connection.ts';
import type { ConnectionRecord } from '../../src/domain/connection-record.ts';
import type { EndpointFacts } from '../../src/domain/endpoint.ts';
import { Failure } from '../../src/domain/failure.ts';
import { AttemptRecorder } from '../../src/history-recorder/record-attempts.ts';
import type { ConnectionAttempt } from '../../src/ports/block-list.ts';
import { aConnection, someConnections } from '../builders/a-connection.ts';
import { anEndpoint, lab } from '../builders/an-endpoint.ts';
import { anApp } from '../doubles/an-app.ts';

const bob = aConnection();
const startedAt = bob.establishedAt ?? new Date(0);
const asked: EndpointFacts = {
  status: 'available',
  authentication: ['federated'],
  connectHandler: 'bouncer',
  sessionTimeoutHours: 24,
};

async function aScene(connections: readonly Connection[] = [bob]) {
  const app = anApp();
  const places: ConnectionRecord[] = [];
  let isStopped = false;
  app.vpn.factsOf.set(anEndpoint().id, asked);
  await app.history.record(connections.map((each) => ({ ...each, startedAt, lastSeenAt: startedAt })));
  const recorder = new AttemptRecorder({
    ...app,
    isStopped: () => isStopped,
    onOrigins: async (records) => void places.push(...records),
  });
  const attempt = (over: Partial<ConnectionAttempt> = {}) =>
    app.blocking.attempts.report(
      {
        connection: bob.id,
        endpoint: bob.endpointId,
        username: 'bob@example.com',
        commonName: 'bob@example.com',
        publicIp: '203.0.113.51',
        platform: 'win',
        platformVersion: '10.0.22631',
        clientVersion: '2.5.9',
        at: addMinutes(startedAt, -1),
        verdict: 'allowed',
        ...over,
      },
      undefined,
    );
  return {
    app,
    places,
    attempt,
    add: (connection = bob) => recorder.add({ ...connection, startedAt: connection.establishedAt }),
    run: () => recorder.run(),
    stop: () => {
      isStopped = true;
    },
    record: async (connection = bob) => (await app.history.ofConnections([connection]))[0],
  };
}

test('adds the public address and the device that the connect handler saw', async () => {
  const { add, attempt, run, record } = await aScene();
  await attempt();
  add();

  await run();

  expect(await record()).toMatchObject({
    publicIp: '203.0.113.51',
    device: { platform: 'win', platformVersion: '10.0.22631', clientVersion: '2.5.9' },
    startedAt,
  });
});

test('takes only the attempt of this connection, not another one of the same person', async () => {
  const { add, attempt, run, record } = await aScene();
  await attempt({ connection: 'cvpn-connection-0000000000000beef', publicIp: '198.51.100.1' });
  await attempt({ endpoint: lab.id, publicIp: '198.51.100.2' });
  add();

  await run();

  expect(await record()).toMatchObject({ publicIp: undefined, device: undefined });
});

test('what an earlier handler did not report stays unknown', async () => {
  const { add, attempt, run, record } = await aScene();
  await attempt({ platformVersion: undefined, clientVersion: undefined, publicIp: '' });
  add();

  await run();

  expect(await record()).toMatchObject({ publicIp: undefined, device: { platform: 'win' } });
});

test('tells once which addresses and devices became known', async () => {
  const { add, attempt, run, places } = await aScene();
  await attempt();
  add();
  await run();
  add();
  await run();

  expect(places).toEqual([
    expect.objectContaining({ id: bob.id, username: 'bob@example.com', publicIp: '203.0.113.51' }),
  ]);
});

test('reads once what the history has of the connections', async () => {
  const { app, add, attempt, run, places } = await aScene();
  const read = vi.spyOn(app.history, 'ofConnections');
  await attempt();
  add();

  await run();

  expect(read).toHaveBeenCalledTimes(1);
  expect(places).toHaveLength(1);
});

test('reads no attempts for an endpoint without Bouncer’s handler', async () => {
  const { app, add, attempt, run, record } = await aScene();
  app.vpn.factsOf.set(anEndpoint().id, { ...asked, connectHandler: 'another' });
  const read = vi.spyOn(app.blocking.attempts, 'of');
  await attempt();
  add();

  await run();

  expect(read).not.toHaveBeenCalled();
  expect(await record()).toMatchObject({ publicIp: undefined });
});

test('waits for an endpoint that cannot be described', async () => {
  const { app, add, attempt, run, record } = await aScene();
  app.vpn.fail({ method: 'facts', code: 'aws_unreachable', times: 1 });
  await attempt();
  add();
  await run();
  await run();

  expect(await record()).toMatchObject({ publicIp: '203.0.113.51' });
});

test('reads the attempts again when the table failed', async () => {
  const { app, add, attempt, run, record } = await aScene();
  await attempt();
  add();
  vi.spyOn(app.blocking.attempts, 'of').mockRejectedValueOnce(new Failure('blocks_unavailable', 'ordered'));
  await expect(run()).rejects.toThrow('ordered');

  await run();

  expect(await record()).toMatchObject({ publicIp: '203.0.113.51' });
});

test('reads nothing for connections that began before the reports that are kept', async () => {
  const { app, add, run } = await aScene();
  const read = vi.spyOn(app.blocking.attempts, 'of');
  add({ ...bob, establishedAt: new Date('2026-11-01T08:59:00Z') });

  await run();

  expect(read).not.toHaveBeenCalled();
});

test('asks once in a batch for a name that several connections share', async () => {
  const shared = { username: undefined, commonName: 'shared.example.com' };
  const [first, second = bob] = someConnections(2, shared);
  const { app, add, attempt, run, record } = await aScene([first ?? bob, second]);
  const read = vi.spyOn(app.blocking.attempts, 'of');
  await attempt({ ...shared, username: '', connection: first?.id ?? '', publicIp: '203.0.113.1' });
  await attempt({ ...shared, username: '', connection: second.id, publicIp: '203.0.113.2' });
  add(first);
  add({ ...second, establishedAt: addMinutes(startedAt, 3) });

  await run();

  expect(await record(first)).toMatchObject({ publicIp: '203.0.113.1' });
  expect(await record(second)).toMatchObject({ publicIp: '203.0.113.2' });
  expect(read.mock.calls).toEqual([
    [['shared.example.com'], addMinutes(startedAt, -15), addMinutes(startedAt, 18)],
  ]);
});

test('asks for the certificate only where the user’s name finds nothing', async () => {
  const names = { username: 'bob', commonName: 'shared.example.com' };
  const [first = bob, second = bob] = someConnections(2, names);
  const { app, add, attempt, run, record } = await aScene([first, second]);
  const read = vi.spyOn(app.blocking.attempts, 'of');
  await attempt({ ...names, connection: first.id });
  add(first);
  await run();
  expect(read.mock.calls.map(([asked]) => asked)).toEqual([['bob']]);

  await attempt({ ...names, username: 'bob@corp', connection: second.id, publicIp: '203.0.113.2' });
  add(second);
  await run();

  expect(read.mock.calls.map(([asked]) => asked)).toEqual([['bob'], ['bob'], ['shared.example.com']]);
  expect(await record(second)).toMatchObject({ publicIp: '203.0.113.2' });
});

test('reads some hundreds of names in one run, the latest connections first', async () => {
  const many = peopleWithConnections(600);
  const { app, add, run } = await aScene(many);
  const read = vi.spyOn(app.blocking.attempts, 'of');
  for (const connection of many) add(connection);

  await run();
  expect(read).toHaveBeenCalledTimes(500);
  await run();

  expect(read).toHaveBeenCalledTimes(600);
});

test('stops between two batches', async () => {
  const many = peopleWithConnections(100);
  const { app, add, run, stop } = await aScene(many);
  const read = vi.spyOn(app.blocking.attempts, 'of').mockImplementation(async () => {
    stop();
    return [];
  });
  for (const connection of many) add(connection);

  await run();

  expect(read).toHaveBeenCalledTimes(10);
});

function peopleWithConnections(count: number): readonly Connection[] {
  return someConnections(count).map((connection, n) => {
    const name = `person-${n}@example.com`;
    return { ...connection, username: name, commonName: name };
  });
}
