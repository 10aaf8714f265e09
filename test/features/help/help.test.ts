import { expect, test } from 'vitest';
import { help } from '../../../src/features/help/help.ts';
import { aRequester } from '../../doubles/a-requester.ts';
import { anApp, bob, gus, helga } from '../../doubles/an-app.ts';

test('lists what is granted here, including one’s own connections', async () => {
  const result = await help(anApp(), { requester: aRequester(helga) });

  expect(result).toMatchObject({ kind: 'listed', granted: ['self', 'see', 'kick'] });
});

test('lists the other configured channels, not this one', async () => {
  const result = await help(anApp(), { requester: aRequester(helga) });

  expect(result.kind === 'listed' && result.elsewhere.map(({ name }) => name)).toEqual(['secops', 'leads']);
});

test('grants a member their own connections in a channel that is not configured', async () => {
  const result = await help(anApp(), { requester: aRequester(bob, 'C0GENERAL') });

  expect(result).toMatchObject({ kind: 'listed', granted: ['self'] });
});

test('answers a member where no one may terminate their own connections', async () => {
  const app = anApp([], { everyoneMaySelf: false });

  const result = await help(app, { requester: aRequester(bob, 'C0GENERAL') });

  expect(result).toMatchObject({ kind: 'listed', granted: [] });
});

test('denies a guest, who learns of no channel', async () => {
  const result = await help(anApp(), { requester: aRequester(gus) });

  expect(result).toMatchObject({ kind: 'refused', denial: { reason: 'person_guest', grantedIn: [] } });
});
