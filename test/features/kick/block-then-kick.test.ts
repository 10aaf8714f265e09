import { expect, test } from 'vitest';
import { Failure } from '../../../src/domain/failure.ts';
import { blockThenKick } from '../../../src/features/kick/block-then-kick.ts';
import { aConnection } from '../../builders/a-connection.ts';
import { correlation } from '../../builders/ids.ts';
import { aWorld, helga, secops } from '../../doubles/a-world.ts';
import { anAsker } from '../../doubles/an-asker.ts';
import { blocking } from '../block/a-blocked-world.ts';

const mallorys = { username: 'mallory@example.com', commonName: 'mallory@example.com' };
const order = {
  correlation: correlation('both-0001'),
  asker: anAsker(helga, secops.id),
  aim: { whom: { kind: 'name', name: 'mallory@example.com' }, on: undefined },
  only: undefined,
  breakGlass: false,
  reason: 'laptop stolen',
  length: { kind: 'until_lifted' },
} as const;

test('blocks a person before terminating their connections, so that they can’t reconnect in between', async () => {
  const world = aWorld([aConnection(mallorys)]);
  const blockedAtTerminate: boolean[] = [];
  world.vpn.onTerminate = () => {
    blockedAtTerminate.push(world.log.entries.some(({ kind }) => kind === 'blocked'));
  };

  const { blocked, kicked } = await blockThenKick(world, order);

  expect(blocked).toMatchObject({ report: { state: { kind: 'blocked' } } });
  expect(kicked.kind).toBe('kicked');
  expect(blockedAtTerminate).toEqual([true]);
});

test('a list that cannot be written does not keep the sessions from being ended', async () => {
  const world = aWorld([aConnection(mallorys)]);
  const broken = blocking(world, {
    put: async () => {
      throw new Failure('blocks_unavailable', 'no such table');
    },
  });

  const { blocked, kicked } = await blockThenKick(broken, order);

  expect(blocked).toMatchObject({ report: { state: { kind: 'failed' } } });
  expect(kicked.kind).toBe('kicked');
  expect(world.vpn.terminations).toHaveLength(1);
});

test('who may end sessions and not block ends them, and learns that nobody is kept out', async () => {
  const world = aWorld([aConnection(mallorys)]);

  const { blocked, kicked } = await blockThenKick(world, { ...order, asker: anAsker(helga) });

  expect(blocked).toMatchObject({ kind: 'refused', refusal: { grant: 'block' } });
  expect(kicked.kind).toBe('kicked');
});

test('the record tells the block and the kick of one submission apart', async () => {
  const world = aWorld([aConnection(mallorys)]);

  await blockThenKick(world, order);

  const correlations = new Map(world.log.entries.map(({ kind, correlation: request }) => [kind, request]));
  expect(correlations.get('blocked')).toBe('both-0001-block');
  expect(correlations.get('finished')).toBe('both-0001');
});

test('a submission that is delivered again neither blocks nor kicks again', async () => {
  const world = aWorld([aConnection(mallorys)]);
  await blockThenKick(world, order);

  const again = await blockThenKick(world, order);

  expect(again).toMatchObject({ blocked: { kind: 'begun' }, kicked: { kind: 'begun' } });
});
