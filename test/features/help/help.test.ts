import { expect, test } from 'vitest';
import { help } from '../../../src/features/help/help.ts';
import { aWorld, bob, gus, helga } from '../../doubles/a-world.ts';
import { anAsker } from '../../doubles/an-asker.ts';

test('help tells what is granted here, one’s own sessions among it', async () => {
  const told = await help(aWorld(), { asker: anAsker(helga) });

  expect(told).toMatchObject({ kind: 'told', granted: ['self', 'see', 'kick'] });
});

test('help names the other channels of the configuration, not this one', async () => {
  const told = await help(aWorld(), { asker: anAsker(helga) });

  expect(told.kind === 'told' && told.elsewhere.map(({ name }) => name)).toEqual(['secops', 'leads']);
});

test('in a channel that nobody configured, a member has their own sessions', async () => {
  const told = await help(aWorld(), { asker: anAsker(bob, 'C0GENERAL') });

  expect(told).toMatchObject({ kind: 'told', granted: ['self'] });
});

test('where nobody may end their own sessions, a member still gets help', async () => {
  const world = aWorld([], { everyoneMaySelf: false });

  const told = await help(world, { asker: anAsker(bob, 'C0GENERAL') });

  expect(told).toMatchObject({ kind: 'told', granted: [] });
});

test('a guest is refused, and learns of no channel', async () => {
  const told = await help(aWorld(), { asker: anAsker(gus) });

  expect(told).toMatchObject({ kind: 'refused', refusal: { reason: 'person_guest', grantedIn: [] } });
});
