import { subHours } from 'date-fns/subHours';
import { expect, test } from 'vitest';
import { Failure } from '../../../src/domain/failure.ts';
import { describeConnection } from '../../../src/features/details/describe-connection.ts';
import { proposeKick } from '../../../src/features/kick/propose-kick.ts';
import { me, who } from '../../../src/features/who/who.ts';
import { aConnection } from '../../builders/a-connection.ts';
import { aRecord } from '../../builders/a-record.ts';
import { lab } from '../../builders/an-endpoint.ts';
import { connectionId } from '../../builders/ids.ts';
import { aChannelRule, someRules } from '../../builders/some-rules.ts';
import { aRequester } from '../../doubles/a-requester.ts';
import { anApp, bob, helga, type MemoryContext } from '../../doubles/an-app.ts';
import { deliverTo } from '../../slack/deliver-to.ts';
import { memoryListenerDeps } from '../../slack/memory-listener-deps.ts';

const now = new Date('2026-11-02T09:00:00Z');
const open = { startedAt: subHours(now, 1), lastSeenAt: subHours(now, 1), endedAt: undefined } as const;
const everyone = { kind: 'everyone' } as const;
const address = { kind: 'text', text: '203.0.113.51' } as const;

async function anAppWithRecord(app = anApp([aConnection()])): Promise<MemoryContext> {
  await app.history.record([aRecord(open)]);
  return app;
}

function whoIn(app: MemoryContext, given: Partial<Parameters<typeof who>[1]> = {}) {
  const request = {
    requester: aRequester(helga),
    targetRef: everyone,
    on: undefined,
    audience: 'requester',
  } as const;
  return who(app, { ...request, ...given });
}

async function rowsOf(result: ReturnType<typeof whoIn>) {
  const listed = await result;
  if (listed.kind !== 'listed') throw new Error(listed.kind);
  return listed.connectionList.connections.slice();
}

test('a list shows from where and with what device people are connected', async () => {
  const app = await anAppWithRecord();

  expect(await rowsOf(whoIn(app))).toMatchObject([
    { origin: { publicIp: '203.0.113.51', device: { platform: 'win' } } },
  ]);
  expect(
    await rowsOf(me(app, { requester: aRequester(bob, 'C0GENERAL'), audience: 'requester' })),
  ).toMatchObject([{ origin: { publicIp: '203.0.113.51' } }]);
});

test('a shared list shows no public address', async () => {
  const app = await anAppWithRecord();

  expect((await rowsOf(whoIn(app, { audience: 'channel' })))[0]).not.toHaveProperty('origin');
});

test('a list is the same without the history, if it fails or does not respond', async () => {
  const failing = await anAppWithRecord();
  failing.history.ofConnections = () =>
    Promise.reject(new Failure('history_unavailable', 'the disk is gone'));
  const slow = await anAppWithRecord();
  slow.history.ofConnections = () => new Promise(() => {});

  for (const app of [failing, slow]) {
    const [row] = await rowsOf(whoIn(app));
    expect(row).toMatchObject({ connection: { username: 'bob@example.com' } });
    expect(row).not.toHaveProperty('origin');
  }
});

test('the details and the modal of a kick show the public address to those who may see connections', async () => {
  const app = await anAppWithRecord();
  const selection = { targetRef: { kind: 'person', person: bob.id }, on: undefined } as const;

  expect(
    await describeConnection(app, {
      requester: aRequester(helga),
      connection: aConnection().id,
      on: undefined,
    }),
  ).toMatchObject({ item: { origin: { publicIp: '203.0.113.51' } } });
  expect(
    await proposeKick(app, { requester: aRequester(helga), selection, breakGlass: false }),
  ).toMatchObject({ connections: [{ origin: { publicIp: '203.0.113.51' } }] });
});

test('a channel that may terminate but not see connections shows no public address', async () => {
  const blind = anApp([aConnection()], someRules({ channels: [aChannelRule({ allow: ['kick'] })] }));
  const app = await anAppWithRecord(blind);
  const selection = { targetRef: { kind: 'person', person: bob.id }, on: undefined } as const;

  const found = await proposeKick(app, { requester: aRequester(helga), selection, breakGlass: false });

  expect(found.kind === 'found' && found.connections[0]).not.toHaveProperty('origin');
});

test('who finds active connections by their public address, and says how many have come from it', async () => {
  const app = await anAppWithRecord(
    anApp([
      aConnection(),
      aConnection({ id: connectionId('cvpn-connection-0ff'), username: 'anna@example.com' }),
    ]),
  );
  await app.history.record([aRecord({ id: connectionId('cvpn-connection-0aa') })]);

  const result = await whoIn(app, { targetRef: address });

  expect(result).toMatchObject({ fromAddress: { live: 1, hasEarlier: true } });
  expect((await rowsOf(Promise.resolve(result))).map(({ connection }) => connection.username)).toEqual([
    'bob@example.com',
  ]);
});

test('who finds no one by a public address on an endpoint that the channel does not have', async () => {
  const limited = anApp([aConnection()], someRules({ channels: [aChannelRule({ endpoints: [lab] })] }));
  const app = await anAppWithRecord(limited);

  expect(await rowsOf(whoIn(app, { targetRef: address }))).toEqual([]);
});

test('a list that was found by a public address cannot be shared', async () => {
  const app = await anAppWithRecord();
  const deps = memoryListenerDeps(app);

  await deliverTo(deps).type('who 203.0.113.51');
  const shared = await rowsOf(whoIn(app, { targetRef: address, audience: 'channel' }));

  const shown = JSON.stringify(deps.poster.views);
  expect(shown).toContain('1 of these connections comes from this public address');
  expect(shown).not.toContain('list_share');
  expect(shared).toEqual([]);
});

test('who points to the history if no one is connected from the address any more', async () => {
  const app = anApp();
  await app.history.record([aRecord()]);
  const deps = memoryListenerDeps(app);

  await deliverTo(deps).type('who 203.0.113.51');

  expect(JSON.stringify(deps.poster.views)).toContain('/vpn history 203.0.113.51 30d');
});
