import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, test } from 'vitest';
import { dynamoBlockList } from '../../src/store/dynamo/block-list.ts';
import { dynamoConnectionAttempts } from '../../src/store/dynamo/connection-attempts.ts';
import { lab } from '../builders/an-endpoint.ts';
import { aBlock } from '../contract/a-block.ts';
import { createTable, type DynamoServer, dropTable, startDynamo } from '../doubles/dynamo-server.ts';
import { patientlyTimed } from '../e2e/support/eventually.ts';
import { earlierItem } from '../store/earlier-block.ts';
import { dynamoEnvironment, openTable, pointDynamoAt, startFaultProxy } from '../store/scratch-table.ts';
import {
  connectEvent,
  openConnectFunction,
  type StartedConnectFunction,
  startConnectFunction,
} from './connect-function.ts';

const messageKeys = {
  v1: 'error-msg-on-failed-posture-compliance',
  v2: 'error-msg-on-denied-connection',
  v3: 'error-msg-on-denied-connection',
} as const;
const versions = ['v1', 'v2', 'v3'] as const;
const untilLifted = { until: undefined } as const;

const functionName = 'AWSClientVPN-bouncer';
const table = 'bouncer';
let dynamo: DynamoServer;
let usual: StartedConnectFunction;

beforeAll(async () => {
  dynamo = await startDynamo();
  await createTable(dynamo.url, table);
  usual = await startConnectFunction({ ...dynamoEnvironment(dynamo.url), BLOCKS_TABLE: table });
});
afterAll(() => Promise.all([usual.stop(), dynamo.stop()]));

/**
 * The function beside an empty table, which the bot's own stores write and read. It is one warm process, which keeps nothing
 * between events; with variables of its own, a scene gets its own process.
 */
async function aScene(variables?: Readonly<Record<string, string>>) {
  await dropTable(dynamo.url, table);
  await createTable(dynamo.url, table);
  pointDynamoAt(dynamo.url);
  const opened = await openTable();
  const connect =
    variables === undefined
      ? usual
      : await openConnectFunction({ ...dynamoEnvironment(dynamo.url), BLOCKS_TABLE: table, ...variables });
  const before = connect.lambda.log(functionName).length;
  return {
    ask: connect.ask,
    /** What the function logged in this scene. */
    log: () => connect.lambda.log(functionName).slice(before),
    table: opened,
    list: dynamoBlockList(opened),
    attempts: dynamoConnectionAttempts(opened),
  };
}

describe.each(versions)('an event of schema %s', (version) => {
  const names = { v1: 'mallory-laptop.example.com', v2: 'mallory@example.com', v3: 'mallory@example.com' };

  it('is answered with the version echoed, in exactly the four fields of its schema', async () => {
    const { ask } = await aScene();

    const { answer, error } = await ask(connectEvent(version));

    expect(error).toBeUndefined();
    expect(answer).toStrictEqual({
      allow: true,
      [messageKeys[version]]: '',
      'posture-compliance-statuses': [],
      'schema-version': version,
    });
  });

  it('denies a blocked name in any case, and reveals nothing else', async () => {
    const { ask, list } = await aScene();
    await list.put(aBlock({ ...untilLifted, name: names[version].toUpperCase() }));

    const { answer } = await ask(connectEvent(version));

    expect(answer).toStrictEqual({
      allow: false,
      [messageKeys[version]]: expect.stringMatching(/^.{1,255}$/),
      'posture-compliance-statuses': [],
      'schema-version': version,
    });
    expect(JSON.stringify(answer)).not.toMatch(/stolen|until|mallory/i);
  });

  it('allows everyone else', async () => {
    const { ask, list } = await aScene();
    await list.put(aBlock({ ...untilLifted, name: names[version].slice(1) }));
    await list.put(aBlock({ ...untilLifted, name: names[version], endpoint: 'cvpn-endpoint-0e' }));
    await list.put(aBlock({ name: names[version], until: new Date('2026-01-01T00:00:00Z') }));

    expect((await ask(connectEvent(version))).answer).toMatchObject({ allow: true });
  });
});

test.each([
  ['\u200Bmallory@example.com', 'mallory@example.com'],
  ['mallory@example.com', 'Mallory@Example.com '],
  ['mallory@example.com', 'mal\u00ADlory@example.com'],
  ["d'angelo@example.com", 'd\u2019angelo@example.com'],
  ['Kiosk - Lobby', 'Kiosk \u2013 Lobby'],
  ['Bob Baker', 'Bob\u00A0Baker'],
])('a block on %j turns %j away', async (blocked, username) => {
  const { ask, list, attempts } = await aScene();
  await list.put(aBlock({ ...untilLifted, name: blocked }));

  const { answer } = await ask(connectEvent('v2', { username, 'common-name': 'another' }));

  expect(answer).toMatchObject({ allow: false });
  expect(await attempts.denied()).toMatchObject([{ name: blocked, count: 1, latest: { username } }]);
});

test('on a directory endpoint, a block denies its user in every spelling', async () => {
  const { ask, list } = await aScene();
  const event = (username: string, given = {}) =>
    connectEvent('v2', { username, 'common-name': username, 'endpoint-id': lab.id, ...given });
  await list.put(aBlock({ ...untilLifted, name: 'mallory@corp.example', directories: [lab.id] }));

  for (const username of ['CORP\\mallory', 'Mallory', 'mallory@corp.example'])
    expect((await ask(event(username))).answer).toMatchObject({ allow: false });
  for (const username of ['mallory@partner.example', 'CORP\\mallory2'])
    expect((await ask(event(username))).answer).toMatchObject({ allow: true });
  const elsewhere = await ask(event('CORP\\mallory', { 'endpoint-id': 'cvpn-endpoint-0e' }));
  expect(elsewhere.answer).toMatchObject({ allow: true });
});

test('a block that an earlier version wrote still applies', async () => {
  const { ask, table } = await aScene();
  await table.put(earlierItem);

  const { answer } = await ask(connectEvent('v2', { username: 'bob\u00A0baker', 'common-name': 'another' }));

  expect(answer).toMatchObject({ allow: false });
});

test('does not deny names that only look like a blocked one', async () => {
  const { ask, list } = await aScene();
  await list.put(aBlock({ ...untilLifted, name: 'anna@example.com' }));

  const { answer } = await ask(connectEvent('v2', { username: '\u0430nna@example.com' }));

  expect(answer).toMatchObject({ allow: true });
});

test('answers a later schema version in the newest known format, and echoes the version', async () => {
  const { ask } = await aScene();

  const { answer } = await ask(connectEvent('v3', { 'schema-version': 'v4', 'a-new-field': {} }));

  expect(answer).toStrictEqual({
    allow: true,
    'error-msg-on-denied-connection': '',
    'posture-compliance-statuses': [],
    'schema-version': 'v4',
  });
});

test('reports every attempt with its source, and counts the denied ones', async () => {
  const { ask, list, attempts } = await aScene();
  await ask(connectEvent('v2'));
  await list.put(aBlock({ ...untilLifted }));
  await ask(connectEvent('v2'));
  await ask(connectEvent('v3'));

  const seen = await attempts.of(['mallory@example.com'], new Date(0));

  expect(seen).toMatchObject([
    {
      connection: 'cvpn-connection-0b8bb1b9b9b9c4d05',
      publicIp: '2001:db8::7',
      platform: 'mac',
      clientVersion: '3.10.1',
      verdict: 'allowed',
    },
    { verdict: 'turned_away' },
    { publicIp: '198.51.100.20', platform: 'linux', verdict: 'turned_away' },
  ]);
  expect(await attempts.denied()).toMatchObject([
    { name: 'mallory@example.com', count: 2, reported: 0, latest: { platform: 'linux' } },
  ]);
});

const malformed: readonly (readonly [string, unknown])[] = [
  ['nothing', null],
  ['a text', 'connect me'],
  ['a list', [1, 2]],
  ['no fields', {}],
  ['no endpoint', connectEvent('v2', { 'endpoint-id': undefined })],
  ['an endpoint that is no text', connectEvent('v2', { 'endpoint-id': ['x'] })],
  ['nobody’s name', connectEvent('v2', { username: '', 'common-name': '' })],
  ['names that are no texts', connectEvent('v2', { username: { a: 1 }, 'common-name': 7 })],
  ['no version', connectEvent('v2', { 'schema-version': undefined })],
  ['a version that is none', connectEvent('v2', { 'schema-version': '<script>' })],
];

test('a malformed event is turned away, in the shape of an answer', async () => {
  const { ask, log } = await aScene();

  for (const [title, event] of malformed) {
    const logged = log().length;
    const { answer, error } = await ask(event);

    expect(error, title).toBeUndefined();
    expect(answer, title).toMatchObject({
      allow: false,
      'schema-version': expect.stringMatching(/^v[23]$/),
    });
    expect(Object.keys(answer ?? {}), title).toHaveLength(4);
    expect(log().slice(logged), title).toContain('malformed');
  }
});

/** Somebody in the table's place who takes every request in, and answers as told or never. */
async function inItsPlace(answer: ((path: string) => [number, string]) | undefined): Promise<string> {
  const server: Server = createServer((request, response) => {
    if (answer === undefined) return;
    const [status, body] = answer(request.url ?? '');
    response.writeHead(status).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

const unreadable: readonly (readonly [string, () => Promise<Record<string, string>>])[] = [
  ['never answers', async () => ({ AWS_ENDPOINT_URL_DYNAMODB: await inItsPlace(undefined) })],
  ['is not there', async () => ({ BLOCKS_TABLE: 'another' })],
  ['refuses connections', async () => ({ AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:9' })],
  [
    'is limited',
    async () => ({
      AWS_ENDPOINT_URL_DYNAMODB: await inItsPlace(() => [400, '{"__type":"ThrottlingException"}']),
    }),
  ],
  [
    'is hidden by a proxy that answers for it',
    async () => ({ AWS_ENDPOINT_URL_DYNAMODB: await inItsPlace(() => [200, '<html>sign in</html>']) }),
  ],
  [
    'is hidden by something that answers in JSON',
    async () => ({ AWS_ENDPOINT_URL_DYNAMODB: await inItsPlace(() => [200, '{}']) }),
  ],
  ['is not named', async () => ({ BLOCKS_TABLE: '' })],
  ['may not be asked for want of credentials', async () => ({ AWS_ACCESS_KEY_ID: '' })],
];

describe.each(unreadable)('a table that %s', (_title, fault) => {
  it.each([
    ['deny', false],
    ['allow', true],
  ])('leads to the operator’s choice “%s” within eight seconds, and is logged', async (onError, allow) => {
    const { ask, log } = await aScene({ ...(await fault()), BLOCKS_ON_ERROR: onError });
    await ask({});

    const { answer, error } = await ask(connectEvent('v2'));

    expect(error).toBeUndefined();
    expect(answer).toMatchObject({ allow, 'schema-version': 'v2' });
    expect((await patientlyTimed(() => ask(connectEvent('v2')))).tookMs).toBeLessThan(8_000);
    expect(log()).toContain('the list of blocks cannot be read');
    expect(log()).toContain(allow ? 'allowed_unread' : 'turned_away_unread');
  });
});

test('reads the table when it starts, before the first event', async () => {
  const proxy = await startFaultProxy();
  const { ask } = await openConnectFunction({ ...dynamoEnvironment(proxy.url), BLOCKS_TABLE: 'bouncer' });

  await ask('nobody, so that nothing has to be read');

  expect(proxy.asked().map(({ action }) => action)).toEqual(['Query', 'Query', 'Query']);
});

test('denies everyone unchecked by default', async () => {
  const { ask } = await aScene({ BLOCKS_TABLE: 'another' });

  expect((await ask(connectEvent('v2'))).answer).toMatchObject({ allow: false });
});

test('a warm function answers in well under the time that people notice', async () => {
  const { ask, list } = await aScene();
  for (let each = 0; each < 200; each += 1) await list.put(aBlock({ ...untilLifted, name: `user-${each}` }));
  for (let each = 0; each < 20; each += 1) await ask(connectEvent('v2'));

  const { tookMs } = await patientlyTimed(async () => {
    for (let each = 0; each < 20; each += 1) await ask(connectEvent('v3'));
  });

  expect(tookMs / 20).toBeLessThan(200);
});

test('logs no name of a person', async () => {
  const { ask, log } = await aScene();

  await ask(connectEvent('v2'));
  await ask({ username: 'mallory@example.com' });

  expect(log()).toContain('cvpn-connection-0b8bb1b9b9b9c4d05');
  expect(log()).not.toContain('mallory');
});
