import { expect, test } from 'vitest';
import { help } from '../../../src/features/help/help.ts';
import { anApp, bob, gus, helga } from '../../doubles/an-app.ts';
import { anAsker } from '../../doubles/an-asker.ts';

test('help tells what is granted here, one’s own sessions among it', async () => {
  const result = await help(anApp(), { requester: anAsker(helga) });

  expect(result).toMatchObject({ kind: 'listed', granted: ['self', 'see', 'kick'] });
});

test('help names the other channels of the configuration, not this one', async () => {
  const result = await help(anApp(), { requester: anAsker(helga) });

  expect(result.kind === 'listed' && result.elsewhere.map(({ name }) => name)).toEqual(['secops', 'leads']);
});

test('in a channel that nobody configured, a member has their own sessions', async () => {
  const result = await help(anApp(), { requester: anAsker(bob, 'C0GENERAL') });

  expect(result).toMatchObject({ kind: 'listed', granted: ['self'] });
});

test('where nobody may end their own sessions, a member still gets help', async () => {
  const app = anApp([], { everyoneMaySelf: false });

  const result = await help(app, { requester: anAsker(bob, 'C0GENERAL') });

  expect(result).toMatchObject({ kind: 'listed', granted: [] });
});

test('a guest is refused, and learns of no channel', async () => {
  const result = await help(anApp(), { requester: anAsker(gus) });

  expect(result).toMatchObject({ kind: 'refused', denial: { reason: 'person_guest', grantedIn: [] } });
});
