import { expect, test, vi } from 'vitest';
import type { EntryDraft } from '../../src/domain/audit-entry.ts';
import { terminationRecorder } from '../../src/history-recorder/record-terminations.ts';
import { aConnection } from '../builders/a-connection.ts';
import { anEndpoint } from '../builders/an-endpoint.ts';
import { anApp } from '../doubles/an-app.ts';
import { at } from './an-observed-endpoint.ts';

const bob = aConnection();
const omar = { id: 'U0OMAR', name: 'omar', team: 'T0ACME' };
const active = { code: 'active' };
const terminated = { code: 'terminated' };

async function aScene() {
  const app = anApp();
  await app.history.record([{ endpointId: bob.endpointId, id: bob.id, startedAt: at(-60) }]);
  const start = () => terminationRecorder(app);
  let run = start();

  return {
    app,
    run: async () => {
      await app.clock.sleep(5_000);
      await run();
    },
    restart: () => {
      run = start();
    },
    append: (over: Partial<EntryDraft> = {}) =>
      app.log.append({
        at: app.clock.now().toISOString(),
        kind: 'confirmed',
        correlation: 'corr-0001',
        actor: omar,
        channel: { id: 'C0SECOPS', name: 'secops' },
        endpoint: { id: anEndpoint().id, name: 'prod-eu', region: 'eu-west-1' },
        reason: 'laptop stolen',
        connections: [{ id: bob.id, previous: active, current: terminated }],
        ...over,
      }),
    ending: async () => (await app.history.ofConnections([bob]))[0]?.ending,
  };
}

test('records who terminated a connection, why, and where they asked', async () => {
  const { append, run, ending } = await aScene();
  await append();

  await run();

  expect(await ending()).toEqual({
    kind: 'terminated',
    by: omar,
    reason: 'laptop stolen',
    correlation: 'corr-0001',
    channel: 'C0SECOPS',
  });
});

test.each([
  ['a request', { kind: 'requested', connections: [{ id: bob.id, previous: active }] }],
  [
    'an answer that may still turn into a failure',
    { kind: 'finished', connections: [{ id: bob.id, previous: active, current: { code: 'terminating' } }] },
  ],
  [
    'a failed termination',
    {
      kind: 'confirmed',
      connections: [{ id: bob.id, previous: active, current: { code: 'failed-to-terminate' } }],
    },
  ],
  [
    'a connection that had ended before',
    { kind: 'finished', connections: [{ id: bob.id, previous: terminated, current: terminated }] },
  ],
  ['an entry without an endpoint', { endpoint: { id: 'nowhere', name: '', region: '' } }],
] as const)('records nothing for %s', async (_, over) => {
  const { append, run, ending } = await aScene();
  await append(over);

  await run();

  expect(await ending()).toBeUndefined();
});

test('records what AWS accepted and did not confirm within two minutes', async () => {
  const { append, run, ending } = await aScene();
  const connections = [{ id: bob.id, previous: active, current: { code: 'terminating' } }];
  await append({ kind: 'unconfirmed', connections });

  await run();

  expect(await ending()).toMatchObject({ by: omar });
});

test('records a connection that no scan has seen yet', async () => {
  const { app, append, run } = await aScene();
  const other = { endpointId: anEndpoint().id, id: aConnection().id };
  await app.history.forget(['bob@example.com']);
  await append();

  await run();

  expect(await app.history.ofConnections([other])).toMatchObject([{ ending: { by: omar } }]);
});

test('after a restart, records what an earlier process did not', async () => {
  const { append, run, restart, ending } = await aScene();
  await append();
  restart();

  await run();

  expect(await ending()).toMatchObject({ by: omar });
});

test('reads each entry once', async () => {
  const { app, append, run } = await aScene();
  const record = vi.spyOn(app.history, 'record');
  await append();
  await run();
  await run();
  await append({ kind: 'requested' });
  await run();

  expect(record).toHaveBeenCalledTimes(1);
});

test('reads the same entries again when the history failed', async () => {
  const { app, append, run, ending } = await aScene();
  await append();
  vi.spyOn(app.history, 'record').mockRejectedValueOnce(new Error('disk full'));
  await expect(run()).rejects.toThrow('disk full');

  await run();

  expect(await ending()).toMatchObject({ by: omar });
});

test('does not read entries of earlier days', async () => {
  const { append, run, ending } = await aScene();
  await append({ at: at(-60 * 24).toISOString() });

  await run();

  expect(await ending()).toBeUndefined();
});
