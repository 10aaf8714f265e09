import { expect, test } from 'vitest';
import { listBlocks } from '../../../src/features/block/list-blocks.ts';
import { lab } from '../../builders/an-endpoint.ts';
import { aChannelRule, someRules } from '../../builders/some-rules.ts';
import { aBlock } from '../../contract/a-block.ts';
import { aRequester } from '../../doubles/a-requester.ts';
import { anApp, helga, secops } from '../../doubles/an-app.ts';

const requester = aRequester(helga, 'C0SECOPS');

test('active blocks are listed by name, without those that have ended', async () => {
  const app = anApp();
  await app.blocking.blocks.put(aBlock({ name: 'zoe' }));
  await app.blocking.blocks.put(aBlock({ name: 'anna', until: undefined }));
  await app.blocking.blocks.put(aBlock({ name: 'old', until: new Date('2026-11-02T08:00:00Z') }));

  const result = await listBlocks(app, { requester, audience: 'requester' });

  expect(result).toMatchObject({
    kind: 'listed',
    blocks: [
      { block: { name: 'anna' }, mayUnblock: true },
      { block: { name: 'zoe' }, mayUnblock: true },
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
