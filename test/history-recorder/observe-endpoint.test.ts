import { minutesToMilliseconds } from 'date-fns/minutesToMilliseconds';
import { expect, test, vi } from 'vitest';
import { gapsIn } from '../../src/domain/connection-record.ts';
import { aConnection, someConnections } from '../builders/a-connection.ts';
import { anEndpoint } from '../builders/an-endpoint.ts';
import { connectionId } from '../builders/ids.ts';
import { anObservedEndpoint, at, nine } from './an-observed-endpoint.ts';

const bob = aConnection();

test('records who is connected, with EC2’s own figures', async () => {
  const { observe, record } = anObservedEndpoint([bob]);

  expect(await observe()).toBe(1);

  expect(await record()).toMatchObject({
    username: 'bob@example.com',
    startedAt: bob.establishedAt,
    lastSeenAt: bob.sampledAt,
    endedAt: undefined,
    clientIp: '10.0.3.17',
    traffic: { bytesSent: 31n, bytesReceived: 1_200n },
  });
});

test('records the IPv6 address in the VPN of a connection that has no other', async () => {
  const { observe, record } = anObservedEndpoint([
    { ...bob, clientIp: undefined, clientIpv6: '2001:db8::17' },
  ]);

  await observe();

  expect(await record()).toMatchObject({ clientIp: '2001:db8::17' });
});

test('records when a connection ended, and its traffic until then', async () => {
  const { observe, end, pass, record } = anObservedEndpoint([bob]);
  await observe();
  await pass(5);
  end({ ...bob, traffic: { ...bob.traffic, bytesSent: 99n } }, at(3));

  await observe();

  expect(await record()).toMatchObject({ endedAt: at(3), lastSeenAt: at(3), traffic: { bytesSent: 99n } });
});

test('records connections that began and ended between two scans', async () => {
  const { observe, end, pass, record } = anObservedEndpoint();
  await observe();
  await pass(50);
  end({ ...bob, establishedAt: at(10) }, at(11));

  await observe();

  expect(await record()).toMatchObject({ startedAt: at(10), endedAt: at(11) });
});

test('writes a connection when it begins and when it ends, and not in between', async () => {
  const { app, observe, end, pass } = anObservedEndpoint([bob]);
  const record = vi.spyOn(app.history, 'record');
  const written = () => record.mock.calls.flatMap(([updates]) => updates).length;

  for (let scan = 0; scan < 5; scan += 1) {
    await observe();
    await pass(1);
  }
  expect(written()).toBe(1);
  end(bob, at(4));
  for (let scan = 0; scan < 5; scan += 1) {
    await observe();
    await pass(1);
  }
  expect(written()).toBe(2);
});

test('reports each connection once as found', async () => {
  const { found, observe, end, pass } = anObservedEndpoint([bob]);
  await observe();
  await pass(1);
  await observe();
  end(bob, at(1));
  await pass(1);
  await observe();

  expect(found).toEqual([expect.objectContaining({ id: bob.id, username: 'bob@example.com' })]);
});

test('ends a connection that two scans do not list, some time after it was last seen', async () => {
  const { app, observe, pass, record } = anObservedEndpoint([{ ...bob, sampledAt: at(0) }]);
  await observe();
  app.vpn.forget(bob.id);
  await pass(1);
  await observe();
  // Rows can move between pages while they are read.
  expect(await record()).toMatchObject({ endedAt: undefined });
  await pass(1);
  await observe();

  expect(await record()).toMatchObject({ endedAt: at(0), lastSeenAt: at(0), endedBefore: at(2) });
});

test('connections of an endpoint that lost its network may have ended just now', async () => {
  const { app, observe, pass, record } = anObservedEndpoint([{ ...bob, sampledAt: at(0) }]);
  await observe();
  await pass(90);
  app.vpn.unassociated.add(anEndpoint().id);
  await observe();
  await pass(1);
  await observe();

  expect(await record()).toMatchObject({ endedAt: at(0), endedBefore: at(91) });
});

test('a connection that one scan missed stays open', async () => {
  const { app, observe, pass, record } = anObservedEndpoint([bob]);
  await observe();
  app.vpn.forget(bob.id);
  await pass(1);
  await observe();
  app.vpn.connect(bob);
  await pass(1);
  await observe();
  app.vpn.forget(bob.id);
  await pass(1);
  await observe();

  expect(await record()).toMatchObject({ endedAt: undefined });
});

test('another connection with the same id is recorded too', async () => {
  const { app, observe, pass } = anObservedEndpoint([bob]);
  await observe();
  const record = vi.spyOn(app.history, 'record');
  const anna = { ...bob, username: 'anna@example.com', establishedAt: at(0) };
  app.vpn.connect(anna);
  await pass(1);

  await observe();

  expect(record).toHaveBeenCalledWith([expect.objectContaining({ username: 'anna@example.com' })]);
});

test('a start that EC2 gives differently by seconds is the same connection', async () => {
  const { app, observe, pass } = anObservedEndpoint([bob]);
  await observe();
  const record = vi.spyOn(app.history, 'record');
  app.vpn.connect({ ...bob, establishedAt: new Date('2026-11-02T08:00:04Z') });
  await pass(1);

  await observe();

  expect(record.mock.calls.flatMap(([updates]) => updates)).toEqual([]);
});

test('after a restart, goes on where the process before it stopped', async () => {
  const { app, observe, restart, end, pass, record } = anObservedEndpoint([bob]);
  await observe();
  restart();
  const write = vi.spyOn(app.history, 'record');
  await pass(5);
  await observe();
  expect(write.mock.calls.flatMap(([updates]) => updates)).toEqual([]);
  end(bob, at(5));
  await pass(1);

  await observe();

  expect(await record()).toMatchObject({ endedAt: at(5) });
});

test('a connection that ended while Bouncer was off did so after the last scan, and over an hour ago', async () => {
  const { app, observe, restart, pass, record } = anObservedEndpoint([{ ...bob, sampledAt: at(0) }]);
  for (let scan = 0; scan < 3; scan += 1) {
    await observe();
    await pass(10);
  }
  app.vpn.forget(bob.id);
  await pass(600);
  restart();
  await observe();
  await pass(1);
  await observe();

  expect(await record()).toMatchObject({ endedAt: at(20), endedBefore: at(631 - 58) });
});

test('covers the hour before a scan, in which EC2 still lists ended connections', async () => {
  const { observe, observations } = anObservedEndpoint([bob]);

  await observe();

  expect(await observations()).toEqual([
    { endpointId: anEndpoint().id, at: nine, since: at(-58), active: 1 },
  ]);
});

test('leaves a gap only when nobody looked for an hour', async () => {
  const { observe, observations, pass } = anObservedEndpoint([bob]);
  await observe();
  await pass(50);
  await observe();
  await pass(90);
  await observe();

  const gaps = gapsIn({ from: at(-58), to: at(140) }, await observations());

  expect(gaps).toEqual([{ from: at(50), to: at(140 - 58) }]);
});

test('stores an observation every five minutes, however often it scans', async () => {
  const { observe, observations, pass } = anObservedEndpoint([bob]);

  for (let minute = 0; minute < 10; minute += 1) {
    await observe();
    await pass(1);
  }

  expect((await observations()).map((one) => one.at)).toEqual([at(0), at(5)]);
});

test('an endpoint without a network leaves no gaps for as long as it has none', async () => {
  const { app, observe, observations, pass } = anObservedEndpoint();
  app.vpn.unassociated.add(anEndpoint().id);

  for (let scan = 0; scan < 4; scan += 1) {
    await observe();
    await pass(10);
  }

  // What happened before the first look is unknown: without a network, EC2 does not list ended connections.
  expect(gapsIn({ from: at(-60), to: at(30) }, await observations())).toEqual([{ from: at(-60), to: at(0) }]);
});

test('stores nothing about an endpoint that cannot be read', async () => {
  const { app, observe, observations } = anObservedEndpoint([bob]);
  app.vpn.fail({ method: 'connections', code: 'aws_unreachable' });

  await expect(observe()).rejects.toThrow('ordered');

  expect(await observations()).toEqual([]);
});

test('records the rest of a scan when the history fails in the middle of it', async () => {
  const many = someConnections(1_000);
  const { app, observe, pass, observations } = anObservedEndpoint(many);
  const record = vi.spyOn(app.history, 'record');
  record.mockImplementationOnce(realRecordOf(app)).mockRejectedValueOnce(new Error('disk full'));
  await expect(observe()).rejects.toThrow('disk full');
  expect(await observations()).toEqual([]);
  await pass(1);
  record.mockClear();

  expect(await observe()).toBe(1_000);

  expect(record.mock.calls.flatMap(([updates]) => updates)).toHaveLength(800);
  expect(await app.history.open(anEndpoint().id)).toHaveLength(1_000);
  expect(await observations()).toHaveLength(1);
});

test('stops between two batches, and stores no observation of what it did not finish', async () => {
  const { app, observe, stopAfter, observations } = anObservedEndpoint(someConnections(1_000));
  stopAfter(1);

  expect(await observe()).toBeUndefined();

  expect((await app.history.open(anEndpoint().id)).length).toBeLessThan(1_000);
  expect(await observations()).toEqual([]);
});

test('lets others work between two batches of a large endpoint', async () => {
  const { observe } = anObservedEndpoint(someConnections(10_000));
  let turns = 0;
  const counting = setInterval(() => {
    turns += 1;
  }, 0);

  await observe();
  clearInterval(counting);

  expect(turns).toBeGreaterThan(10);
});

test('does not use the same scan twice', async () => {
  const { observe } = anObservedEndpoint([bob]);
  await observe();

  expect(await observe()).toBeUndefined();
});

test('goes on recording after the clock was set back', async () => {
  const { app, observe, pass, record, observations } = anObservedEndpoint([bob]);
  await observe();
  await pass(60);
  await observe();

  app.snapshots.ageMs = minutesToMilliseconds(50);
  const anna = aConnection({ id: connectionId('cvpn-connection-0000000000000a22a'), sampledAt: at(10) });
  app.vpn.connect(anna);

  expect(await observe()).toBe(2);
  expect(await record(anna)).toMatchObject({ endedAt: undefined });
  expect((await observations()).map((each) => each.at)).toEqual([nine, at(10), at(60)]);
  expect(await observe()).toBeUndefined();
});

test('after the clock was set back, says of no connection that it was seen at a time that is yet to come', async () => {
  const { app, observe, pass, record } = anObservedEndpoint([bob]);
  await observe();
  await pass(60);
  await observe();

  app.snapshots.ageMs = minutesToMilliseconds(50);
  app.vpn.forget(bob.id);
  for (let minute = 0; minute < 3; minute += 1) {
    await observe();
    await pass(1);
  }

  expect((await record())?.endedAt).toEqual(bob.sampledAt);
});

test('keeps apart connections of one name', async () => {
  const second = { ...bob, id: connectionId('cvpn-connection-0000000000000beef') };
  const { observe, end, pass, record } = anObservedEndpoint([bob, second]);
  await observe();
  end(second, at(1));
  await pass(2);
  await observe();

  expect(await record(second)).toMatchObject({ endedAt: at(1) });
  expect(await record(bob)).toMatchObject({ endedAt: undefined });
});

/** The double's own method, which a spy replaces. */
function realRecordOf({ history }: ReturnType<typeof anObservedEndpoint>['app']) {
  return Object.getPrototypeOf(history).record.bind(history);
}
