import { minutesToMilliseconds } from 'date-fns/minutesToMilliseconds';
import { secondsToMilliseconds } from 'date-fns/secondsToMilliseconds';
import { expect, test, vi } from 'vitest';
import type { Connection } from '../../src/domain/connection.ts';
import type { ConnectionRecord } from '../../src/domain/connection-record.ts';
import { type Failure, Failure as FailureOf } from '../../src/domain/failure.ts';
import { historyRecorder } from '../../src/history-recorder/recorder.ts';
import { leaseTerm } from '../../src/jobs/complete-job.ts';
import { aConnection, someConnections } from '../builders/a-connection.ts';
import { anEndpoint } from '../builders/an-endpoint.ts';
import { connectionId } from '../builders/ids.ts';
import { anApp, type MemoryContext } from '../doubles/an-app.ts';
import { nine } from './an-observed-endpoint.ts';

/** The connect handler reports from where someone connected. */
function attempt(
  { blocking }: MemoryContext,
  { id, endpointId, username = '', establishedAt = nine }: Connection,
) {
  return blocking.attempts.report(
    {
      connection: id,
      endpoint: endpointId,
      username,
      commonName: username,
      publicIp: '203.0.113.51',
      platform: 'win',
      platformVersion: undefined,
      clientVersion: undefined,
      at: establishedAt,
      verdict: 'allowed',
    },
    undefined,
  );
}

function aRecorder(connections: readonly Connection[] = [aConnection()]) {
  const app = anApp(connections);
  let isOriginsFailing = false;
  const reported: { readonly failure: Failure; readonly during: string }[] = [];
  const placed: ConnectionRecord[] = [];
  const start = () =>
    historyRecorder(
      { ...app, connectionLog: undefined },
      {
        onFailure: (failure, during) => reported.push({ failure, during }),
        onOrigins: async (records) => {
          const isFailing = isOriginsFailing;
          isOriginsFailing = false;
          if (isFailing) throw new FailureOf('store_unavailable', 'ordered');
          placed.push(...records);
        },
      },
    );
  let recorder = start();
  const run = () => {
    recorder.begin();
    return recorder.settled();
  };

  return {
    app,
    reported,
    placed,
    run,
    /** The next report of origins fails. */
    failOrigins: () => {
      isOriginsFailing = true;
    },
    stop: () => recorder.stop(),
    restart: () => {
      recorder = start();
    },
    /** Begins once a second, as the process does. */
    runFor: async (seconds: number) => {
      for (let second = 0; second < seconds; second += 1) {
        await run();
        await app.clock.sleep(secondsToMilliseconds(1));
      }
    },
    scans: (endpoint = anEndpoint()) =>
      app.vpn.calls.filter((call) => call.kind === 'look' && call.endpoint === endpoint.name).length,
  };
}

test('observes every endpoint at the start, and then once a minute', async () => {
  const { app, run, runFor, scans } = aRecorder();

  await run();
  expect(scans()).toBe(1);
  expect(app.vpn.calls.map((call) => call.endpoint)).toEqual(['prod-eu', 'lab']);
  await runFor(181);

  expect(scans()).toBe(4);
});

test('observes large endpoints less often, so that lists and kicks keep their share of the request rate', async () => {
  const { run, runFor, scans } = aRecorder([...someConnections(40_000)]);

  await run();
  await runFor(99);
  expect(scans()).toBe(1);
  await runFor(2);

  expect(scans()).toBe(2);
});

test('leaves an endpoint to the process that is observing it', async () => {
  const { app, run, scans } = aRecorder();
  await app.jobs.enqueueClaimed({ key: `observe ${anEndpoint().id}`, payload: '[]' }, leaseTerm(app.clock));

  await run();

  expect(scans()).toBe(0);
});

test('leaves no job behind', async () => {
  const { app, run } = aRecorder();
  await run();
  app.vpn.fail({ method: 'connections', code: 'aws_unreachable' });
  await app.clock.sleep(minutesToMilliseconds(1));
  await run();

  expect((await app.jobs.state()).open).toBe(0);
});

test('a process that starts does not repeat what another has just done', async () => {
  const { run, restart, scans, runFor } = aRecorder();
  await run();
  restart();

  await runFor(59);
  expect(scans()).toBe(1);
  await runFor(3);

  expect(scans()).toBe(2);
});

test('reports a history that cannot be written, and tries again a minute later', async () => {
  const { app, run, reported, scans } = aRecorder();
  vi.spyOn(app.history, 'record').mockRejectedValueOnce(new FailureOf('history_unavailable', 'disk full'));
  await run();
  expect(reported).toEqual([
    {
      failure: expect.objectContaining({ code: 'history_unavailable' }),
      during: 'record the connections on prod-eu',
    },
  ]);
  await run();
  expect(scans()).toBe(1);
  await app.clock.sleep(minutesToMilliseconds(1));
  await run();

  expect(await app.history.open(anEndpoint().id)).toHaveLength(1);
});

test('reports an address again with the next ones if that failed', async () => {
  const [bob, anna, eve] = [
    aConnection(),
    aConnection({ id: connectionId('cvpn-connection-a1'), username: 'anna@example.com' }),
    aConnection({ id: connectionId('cvpn-connection-e1'), username: 'eve@example.com' }),
  ];
  const { app, run, failOrigins, placed, reported } = aRecorder([bob]);
  app.vpn.factsOf.set(anEndpoint().id, {
    status: 'available',
    authentication: ['federated'],
    connectHandler: 'bouncer',
    sessionTimeoutHours: 24,
  });
  const idsPlaced = () => placed.map(({ id }) => id);
  const connect = async (connection: Connection) => {
    app.vpn.connect(connection);
    await attempt(app, connection);
    await app.clock.sleep(minutesToMilliseconds(2));
    await run();
  };
  failOrigins();
  await connect(bob);
  expect(reported).toMatchObject([{ during: 'report new addresses and devices' }]);
  expect(idsPlaced()).toEqual([]);

  await connect(anna);
  expect(idsPlaced()).toEqual([bob.id, anna.id]);
  await connect(eve);

  expect(idsPlaced()).toEqual([bob.id, anna.id, eve.id]);
});

test('an endpoint that cannot be read does not keep others from being observed', async () => {
  const { app, run, reported } = aRecorder();
  app.vpn.fail({
    method: 'connections',
    code: 'aws_unreachable',
    on: app.rules.endpoints[1] ?? anEndpoint(),
  });

  await run();

  expect(await app.history.open(anEndpoint().id)).toHaveLength(1);
  // The gateway has reported it already.
  expect(reported).toEqual([]);
});

test('does nothing after it was stopped, and reports nothing', async () => {
  const { app, run, stop, scans, reported } = aRecorder();
  vi.spyOn(app.history, 'record').mockImplementation(async () => {
    stop();
    throw new Error('the database is closed');
  });
  await run();
  await app.clock.sleep(minutesToMilliseconds(5));
  await run();

  expect(scans()).toBe(1);
  expect(reported).toEqual([]);
  expect(await app.history.observations(anEndpoint().id, new Date(0), nine)).toEqual([]);
});
