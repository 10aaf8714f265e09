import { expect, test } from 'vitest';
import { help } from '../../../src/features/help/help.ts';
import { anApp, bob, gus, helga } from '../../doubles/an-app.ts';
import { anAsker } from '../../doubles/an-asker.ts';

test('help tells what is granted here, one’s own sessions among it', async () => {
  const told = await help(anApp(), { requester: anAsker(helga) });

  expect(told).toMatchObject({ kind: 'told', granted: ['self', 'see', 'kick'] });
});

test('help names the other channels of the configuration, not this one', async () => {
  const told = await help(anApp(), { requester: anAsker(helga) });

  expect(told.kind === 'told' && told.elsewhere.map(({ name }) => name)).toEqual(['secops', 'leads']);
});

test('in a channel that nobody configured, a member has their own sessions', async () => {
  const told = await help(anApp(), { requester: anAsker(bob, 'C0GENERAL') });

  expect(told).toMatchObject({ kind: 'told', granted: ['self'] });
});

test('where nobody may end their own sessions, a member still gets help', async () => {
  const app = anApp([], { everyoneMaySelf: false });

  const told = await help(app, { requester: anAsker(bob, 'C0GENERAL') });

  expect(told).toMatchObject({ kind: 'told', granted: [] });
});

test('a guest is refused, and learns of no channel', async () => {
  const told = await help(anApp(), { requester: anAsker(gus) });

  expect(told).toMatchObject({ kind: 'refused', denial: { reason: 'person_guest', grantedIn: [] } });
});
