import { addMinutes } from 'date-fns/addMinutes';
import { expect, test, vi } from 'vitest';
import type { ConnectionRecord, ConnectionUpdate } from '../../src/domain/connection-record.ts';
import type { EndpointFacts } from '../../src/domain/endpoint.ts';
import { Failure } from '../../src/domain/failure.ts';
import { connectionLogRecorder } from '../../src/history-recorder/record-connection-log.ts';
import type { LogPage, LogPosition } from '../../src/ports/connection-log.ts';
import { aConnection } from '../builders/a-connection.ts';
import { anEndpoint } from '../builders/an-endpoint.ts';
import { connectionId } from '../builders/ids.ts';
import { anApp } from '../doubles/an-app.ts';
import { at } from './an-observed-endpoint.ts';

const bob = aConnection();
const startedAt = at(-60);
const facts: EndpointFacts = {
  status: 'available',
  authentication: ['federated'],
  connectHandler: 'none',
  sessionTimeoutHours: 24,
  connectionLogGroup: '/aws/clientvpn/prod-eu',
};
const fromHome: ConnectionUpdate = {
  endpointId: bob.endpointId,
  id: bob.id,
  startedAt,
  lastSeenAt: startedAt,
  publicIp: '203.0.113.51',
  device: { platform: 'mac' },
};

async function aScene() {
  const app = anApp();
  const places: ConnectionRecord[] = [];
  const asks: { readonly group: string; readonly from: LogPosition }[] = [];
  const pages: (LogPage | Failure)[] = [];
  app.vpn.factsOf.set(anEndpoint().id, facts);
  const context = {
    ...app,
    isStopped: () => false,
    onOrigins: async (records: readonly ConnectionRecord[]) => void places.push(...records),
    connectionLog: {
      page: async (_: unknown, group: string, from: LogPosition) => {
        asks.push({ group, from });
        const page = pages.shift() ?? { entries: [], token: undefined };
        if (page instanceof Failure) throw page;
        return page;
      },
    },
  };
  const start = () => connectionLogRecorder(context, anEndpoint());
  let run = start();
  return {
    app,
    places,
    asks,
    /** The log answers so, in this order, and then with empty pages. */
    answers: (...answer: (readonly ConnectionUpdate[] | Failure)[]) =>
      pages.push(
        ...answer.map((each, index) =>
          each instanceof Failure
            ? each
            : {
                entries: each.map((update, place) => ({
                  entry: `${index}-${place}`,
                  at: app.clock.now(),
                  update,
                })),
                token: index < answer.length - 1 ? `token-${index + 1}` : undefined,
              },
        ),
      ),
    run: () => run(),
    passMinutes: (minutes: number) => app.clock.sleep(minutes * 60_000),
    restart: () => {
      run = start();
    },
    record: async () => (await app.history.ofConnections([bob]))[0],
  };
}

test('adds the public address and the device to the connection with the same id', async () => {
  const { app, answers, run, record, places } = await aScene();
  await app.history.record([
    { endpointId: bob.endpointId, id: bob.id, username: 'bob@example.com', startedAt: at(-59) },
  ]);
  answers([fromHome]);

  await run();

  expect(await record()).toMatchObject({
    username: 'bob@example.com',
    publicIp: '203.0.113.51',
    device: { platform: 'mac' },
    // The clocks of the log and of EC2 differ.
    startedAt,
  });
  expect(places).toMatchObject([{ id: bob.id, publicIp: '203.0.113.51' }]);
});

test('records a connection that no scan has found', async () => {
  const { answers, run, record } = await aScene();
  answers([{ ...fromHome, endedAt: at(-59), lastSeenAt: at(-59) }]);

  await run();

  expect(await record()).toMatchObject({ startedAt, endedAt: at(-59) });
});

test('reads nothing where connections are not logged', async () => {
  const { app, run, asks } = await aScene();
  app.vpn.factsOf.set(anEndpoint().id, { ...facts, connectionLogGroup: undefined });

  await run();

  expect(asks).toEqual([]);
});

test('reads once a minute, each time the latest minutes again, and records each entry once', async () => {
  const { app, answers, run, passMinutes, asks } = await aScene();
  await run();
  const record = vi.spyOn(app.history, 'record');
  for (let minute = 1; minute <= 3; minute += 1) {
    await passMinutes(1);
    answers([fromHome]);
    await run();
    await run();
  }

  expect(asks.slice(1).map(({ from }) => from.since)).toEqual([at(-5), at(-4), at(-3)]);
  expect(record).toHaveBeenCalledTimes(1);
});

test('reads a day back at the first start, and only some minutes after a restart', async () => {
  const { app, run, restart, passMinutes, asks } = await aScene();
  await run();
  expect(asks[0]?.from.since).toEqual(at(-24 * 60 - 5));
  await app.history.recordObservation({
    endpointId: anEndpoint().id,
    at: at(0),
    since: at(-24 * 60 - 1),
    active: 1,
  });
  restart();
  await passMinutes(2);
  await run();

  expect(asks[1]?.from.since).toEqual(addMinutes(at(2), -20));
});

test('after a long pause, reads from before it', async () => {
  const { app, run, asks } = await aScene();
  await app.history.recordObservation({
    endpointId: anEndpoint().id,
    at: at(-120),
    since: at(-24 * 60 - 1),
    active: 1,
  });

  await run();

  expect(asks[0]?.from.since).toEqual(at(-125));
});

test('reads page after page, a few in one run', async () => {
  const { answers, run, passMinutes, asks } = await aScene();
  answers(...Array.from({ length: 8 }, () => [fromHome]));

  await run();
  expect(asks.map(({ from }) => from.token)).toEqual([undefined, 'token-1', 'token-2', 'token-3', 'token-4']);
  await passMinutes(1);
  await run();

  expect(asks.slice(5).map(({ from }) => from.token)).toEqual(['token-5', 'token-6', 'token-7']);
});

test('fails when the log cannot be read, and goes on from the same place later', async () => {
  const { answers, run, passMinutes, asks, record } = await aScene();
  answers(new Failure('aws_denied', 'AccessDeniedException'));
  await expect(run()).rejects.toMatchObject({ code: 'aws_denied' });
  await passMinutes(1);
  answers([fromHome]);

  await run();

  expect(asks[1]?.from).toEqual(asks[0]?.from);
  expect(await record()).toMatchObject({ publicIp: '203.0.113.51' });
});

test('begins again when the token of a later page is rejected, and goes on from it after other failures', async () => {
  const { app, answers, run, passMinutes, asks, record } = await aScene();
  const later = { ...fromHome, id: connectionId('cvpn-connection-0fedcba987654321') };
  answers([fromHome], new Failure('aws_throttled', 'ThrottlingException'));
  await expect(run()).rejects.toMatchObject({ code: 'aws_throttled' });
  await passMinutes(1);
  answers(new Failure('aws_rejected', 'InvalidParameterException'));
  await expect(run()).rejects.toMatchObject({ code: 'aws_rejected' });
  const recorded = vi.spyOn(app.history, 'record');
  await passMinutes(1);
  answers([fromHome], [later]);

  await run();

  expect(asks.slice(1).map(({ from }) => from.token)).toEqual(['token-1', 'token-1', undefined, 'token-1']);
  expect(asks[3]?.from.since).toEqual(asks[0]?.from.since);
  expect(recorded.mock.calls.flatMap(([updates]) => updates.map(({ id }) => id))).toEqual([later.id]);
  expect(await record()).toMatchObject({ publicIp: '203.0.113.51' });
});

test('records the rest of a page when the history failed in the middle', async () => {
  const { app, answers, run, passMinutes, record } = await aScene();
  vi.spyOn(app.history, 'record').mockRejectedValueOnce(new Error('disk full'));
  answers([fromHome]);
  await expect(run()).rejects.toThrow('disk full');
  await passMinutes(1);
  answers([fromHome]);

  await run();

  expect(await record()).toMatchObject({ publicIp: '203.0.113.51' });
});

test('starts again when the endpoint writes to another group', async () => {
  const { app, run, passMinutes, asks } = await aScene();
  await run();
  app.vpn.factsOf.set(anEndpoint().id, { ...facts, connectionLogGroup: '/new' });
  await passMinutes(1);

  await run();

  expect(asks[1]).toMatchObject({ group: '/new', from: { since: at(1 - 24 * 60 - 5) } });
});
