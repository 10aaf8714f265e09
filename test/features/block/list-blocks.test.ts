import { expect, test } from 'vitest';
import { listBlocks } from '../../../src/features/block/list-blocks.ts';
import { anEndpoint, lab } from '../../builders/an-endpoint.ts';
import { aChannelRule, someRules } from '../../builders/some-rules.ts';
import { aBlock } from '../../contract/a-block.ts';
import { aRequester } from '../../doubles/a-requester.ts';
import { anApp, bob, helga, omar, secops } from '../../doubles/an-app.ts';

const requester = aRequester(helga, 'C0SECOPS');

test('active blocks are listed with those that end soonest first, without those that have ended', async () => {
  const app = anApp();
  await app.blocking.blocks.put(aBlock({ name: 'anna', until: undefined }));
  await app.blocking.blocks.put(aBlock({ name: 'mallory', until: new Date('2026-11-03T08:00:00Z') }));
  await app.blocking.blocks.put(aBlock({ name: 'zoe' }));
  await app.blocking.blocks.put(aBlock({ name: 'old', until: new Date('2026-11-02T08:00:00Z') }));

  const result = await listBlocks(app, { requester, audience: 'requester' });

  expect(result).toMatchObject({
    kind: 'listed',
    blocks: [
      { block: { name: 'zoe' }, mayUnblock: true },
      { block: { name: 'mallory' }, mayUnblock: true },
      { block: { name: 'anna' }, mayUnblock: true },
    ],
  });
});

test('a channel limited to one endpoint sees its blocks and those on every endpoint, and can remove its own', async () => {
  const narrow = aChannelRule({ ...secops, endpoints: [lab] });
  const app = anApp([], someRules({ channels: [narrow] }));
  await app.blocking.blocks.put(aBlock({ name: 'everywhere' }));
  await app.blocking.blocks.put(aBlock({ name: 'here', endpoint: lab.id }));
  await app.blocking.blocks.put(aBlock({ name: 'there', endpoint: 'cvpn-endpoint-0123456789abcdef0' }));

  const result = await listBlocks(app, { requester, audience: 'requester' });

  expect(result).toMatchObject({
    blocks: [
      { block: { name: 'everywhere' }, mayUnblock: false },
      { block: { name: 'here' }, mayUnblock: true },
    ],
  });
});

test('a block on an endpoint that has left the configuration is shown only to channels with every endpoint', async () => {
  const narrow = aChannelRule({ ...secops, endpoints: [lab] });
  const gone = aBlock({ endpoint: 'cvpn-endpoint-0dead' });
  const limited = anApp([], someRules({ channels: [narrow] }));
  const whole = anApp();
  for (const app of [limited, whole]) await app.blocking.blocks.put(gone);

  expect(await listBlocks(limited, { requester, audience: 'requester' })).toMatchObject({ blocks: [] });
  expect(await listBlocks(whole, { requester, audience: 'requester' })).toMatchObject({
    blocks: [{ mayUnblock: true }],
  });
});

test('people who may not block do not see who is blocked, or why', async () => {
  const app = anApp();

  expect(await listBlocks(app, { requester: aRequester(helga), audience: 'requester' })).toMatchObject({
    kind: 'refused',
    denial: { grant: 'block', reason: 'grant_missing' },
  });
});

test('the answer says that there is no table of blocks', async () => {
  expect(await listBlocks({ ...anApp(), blocking: undefined }, { requester, audience: 'requester' })).toEqual(
    {
      kind: 'no_list',
    },
  );
});

test.each<[string, Partial<Parameters<typeof listBlocks>[1]>, readonly string[]]>([
  ['a person', { targetRef: { kind: 'person', person: bob.id } }, ['BOB@example.com']],
  [
    'a text in a name',
    { targetRef: { kind: 'text', text: 'Mallory' } },
    ['mallory-laptop', 'mallory@example.com'],
  ],
  ['a text in a reason', { targetRef: { kind: 'text', text: 'PHISHED' } }, ['mallory@example.com']],
  ['a name', { targetRef: { kind: 'name', name: 'mallory@example.com' } }, ['mallory@example.com']],
  ['an endpoint', { on: 'lab' }, ['BOB@example.com', 'mallory-laptop']],
  ['a person who is not blocked', { targetRef: { kind: 'person', person: omar.id } }, []],
  [
    'a person on an endpoint',
    { targetRef: { kind: 'person', person: bob.id }, on: 'prod-eu' },
    ['BOB@example.com'],
  ],
])('blocks are filtered by %s', async (_title, filter, names) => {
  const app = anApp();
  const { blocks } = app.blocking;
  await blocks.put(aBlock({ name: 'BOB@example.com' }));
  await blocks.put(aBlock({ name: 'mallory-laptop', endpoint: lab.id }));
  await blocks.put(aBlock({ name: 'mallory@example.com', endpoint: anEndpoint().id, reason: 'was phished' }));

  const result = await listBlocks(app, { requester, audience: 'requester', ...filter });

  expect(result).toMatchObject({ total: 3, blocks: names.map((name) => ({ block: { name } })) });
});

test('a filter shows nothing that the channel does not see', async () => {
  const narrow = aChannelRule({ ...secops, endpoints: [lab] });
  const app = anApp([], someRules({ channels: [narrow] }));
  await app.blocking.blocks.put(aBlock({ name: 'mallory', endpoint: anEndpoint().id }));
  const ask = { requester, audience: 'requester' } as const;

  const byText = await listBlocks(app, { ...ask, targetRef: { kind: 'text', text: 'mallory' } });
  const elsewhere = await listBlocks(app, { ...ask, on: 'prod-eu' });

  expect(byText).toMatchObject({ blocks: [], total: 0, limitedTo: [lab] });
  expect(elsewhere).toMatchObject({ kind: 'refused', denial: { reason: 'endpoint_elsewhere' } });
});

test('an endpoint that does not exist is unknown', async () => {
  const result = await listBlocks(anApp(), { requester, audience: 'requester', on: 'labb' });

  expect(result).toMatchObject({ kind: 'unknown_endpoint', text: 'labb' });
});
