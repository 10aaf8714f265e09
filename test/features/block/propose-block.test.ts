import { expect, test } from 'vitest';
import { Failure } from '../../../src/domain/failure.ts';
import { proposeBlock } from '../../../src/features/block/propose-block.ts';
import { aConnection, someConnections } from '../../builders/a-connection.ts';
import { lab } from '../../builders/an-endpoint.ts';
import { connectionId } from '../../builders/ids.ts';
import { aChannelRule, someRules } from '../../builders/some-rules.ts';
import { aBlock } from '../../contract/a-block.ts';
import { aRequester } from '../../doubles/a-requester.ts';
import { anApp, helga, secops } from '../../doubles/an-app.ts';
import { blocking } from './a-block-list.ts';

const bob = { kind: 'name', name: 'bob@example.com' } as const;
const request = { requester: aRequester(helga, 'C0SECOPS'), selection: { targetRef: bob, on: undefined } };

test('the proposal shows who is affected, where the block has no effect, and other blocks', async () => {
  const app = anApp(someConnections(2));
  await app.blocking.blocks.put(aBlock({ name: 'Bob@example.com' }));
  await app.blocking.blocks.put(
    aBlock({ name: 'bob@example.com', correlation: 'request-2', until: new Date('2026-11-02T08:00:00Z') }),
  );

  const proposal = await proposeBlock(app, request);

  expect(proposal).toMatchObject({
    kind: 'found',
    names: ['bob@example.com'],
    isEverywhere: true,
    connections: [{ connection: { username: 'bob@example.com' } }, {}],
    gaps: [{ why: 'none' }, { why: 'none' }],
    others: [{ name: 'Bob@example.com' }],
    terminatesConnections: true,
    possible: { connections: [], certificateOnly: [] },
  });
  expect(app.log.entries).toEqual([]);
});

test('the proposal shows everyone who uses a certificate’s name', async () => {
  const users = ['ada', 'ben'].map((username, index) =>
    aConnection({ id: connectionId(`cvpn-connection-5a${index}`), username, commonName: 'laptop-pool' }),
  );
  const targetRef = { kind: 'name', name: 'LAPTOP-pool' } as const;

  const proposal = await proposeBlock(anApp(users), { ...request, selection: { targetRef, on: undefined } });

  expect(proposal).toMatchObject({
    connections: [{ connection: { username: 'ada' } }, { connection: { username: 'ben' } }],
  });
});

test('the proposal of a name without a connection has the connections with close names', async () => {
  const app = anApp([aConnection({ username: 'joanna', commonName: 'joanna' })]);
  const targetRef = { kind: 'name', name: 'anna' } as const;

  const proposal = await proposeBlock(app, { ...request, selection: { targetRef, on: undefined } });

  expect(proposal).toMatchObject({
    kind: 'found',
    connections: [],
    possible: { connections: [] },
    similar: [{ connection: { username: 'joanna' } }],
  });
});

test('a channel that may not terminate connections is told that they stay active', async () => {
  const rule = aChannelRule({ ...secops, allow: ['see', 'block'] });
  const app = anApp(someConnections(1), someRules({ channels: [rule] }));

  expect(await proposeBlock(app, request)).toMatchObject({ terminatesConnections: false });
});

test('the proposal shows the other endpoints if one does not respond', async () => {
  const app = anApp(someConnections(1));
  app.vpn.fail({ method: 'connections', code: 'aws_unreachable', on: lab });

  expect(await proposeBlock(app, request)).toMatchObject({
    connections: [{}],
    unavailable: [{ endpoint: { name: 'lab' }, code: 'aws_unreachable' }],
  });
});

test('the proposal is complete except for a list of blocks that cannot be read', async () => {
  const broken = blocking(anApp(someConnections(1)), {
    on: async () => {
      throw new Failure('blocks_unavailable', 'no answer');
    },
  });

  expect(await proposeBlock(broken, request)).toMatchObject({ kind: 'found', connections: [{}], others: [] });
});

test('people who may not block learn nothing about the person, and the attempt is recorded', async () => {
  const app = anApp(someConnections(1));

  const proposal = await proposeBlock(app, { ...request, requester: aRequester(helga) });

  expect(proposal).toMatchObject({ kind: 'refused', denial: { grant: 'block' } });
  expect(app.log.entries).toMatchObject([{ kind: 'refused' }]);
});

test('the proposal names directory endpoints, with every spelling under which the user is connected', async () => {
  const rows = ['CORP\\bob', 'Bob'].map((username, index) =>
    aConnection({ id: connectionId(`cvpn-connection-5a${index}`), endpointId: lab.id, username }),
  );
  const app = anApp(rows);
  const facts = { status: 'available', connectHandler: 'bouncer', sessionTimeoutHours: 24 } as const;
  app.vpn.factsOf.set(lab.id, { ...facts, authentication: ['certificate', 'directory'] });

  expect(await proposeBlock(app, request)).toMatchObject({ directories: [lab], connections: [{}, {}] });
});
