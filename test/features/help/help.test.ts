import { expect, test } from 'vitest';
import { help } from '../../../src/features/help/help.ts';
import { commandHelpView, helpView } from '../../../src/features/help/messages.ts';
import { aHelp } from '../../builders/a-help.ts';
import { botNames } from '../../builders/bot-names.ts';
import { channelId, groupId } from '../../builders/ids.ts';
import { aRequester } from '../../doubles/a-requester.ts';
import { anApp, bob, gus, helga } from '../../doubles/an-app.ts';

const elsewhereFor = async (app: ReturnType<typeof anApp>) => {
  const result = await help(app, { requester: aRequester(helga) });
  return result.kind === 'listed' && result.elsewhere.map(({ rule, grants }) => [rule.name, grants]);
};

test('lists what is granted here, including one’s own connections', async () => {
  const result = await help(anApp(), { requester: aRequester(helga) });

  expect(result).toMatchObject({
    kind: 'listed',
    granted: ['self', 'see', 'kick'],
    mayBreakGlass: false,
    endpoint: 'prod-eu',
  });
});

test('lists what else is granted in other channels that the person is in', async () => {
  expect(await elsewhereFor(anApp())).toEqual([['secops', ['kick-many', 'block', 'audit']]]);
});

test.each(['absent', 'unverifiable'] as const)(
  'does not name a channel if the person’s membership is %s',
  async (membership) => {
    const app = anApp();
    app.directory.setMembership(channelId('C0SECOPS'), helga.id, membership);

    expect(await elsewhereFor(app)).toEqual([]);
  },
);

test('does not name a channel that would deny the person as well', async () => {
  const app = anApp();
  const secops = app.directory.channels.get(channelId('C0SECOPS'));
  if (secops === undefined) throw new Error('there is no #secops');
  app.directory.channels.set(secops.id, { ...secops, isArchived: true });

  expect(await elsewhereFor(app)).toEqual([['secops', ['audit']]]);
  app.directory.hide(secops.id);
  expect(await elsewhereFor(app)).toEqual([]);
});

test('offers break-glass only to people listed for it', async () => {
  const group = groupId('S0ONCALL');
  const app = anApp([], { breakGlass: { people: [], groups: [group] } });
  app.directory.groups.set(group, [bob.id]);

  expect(await help(app, { requester: aRequester(bob) })).toMatchObject({ mayBreakGlass: true });
  expect(await help(app, { requester: aRequester(helga) })).toMatchObject({ mayBreakGlass: false });
  app.directory.groups.delete(group);
  expect(await help(app, { requester: aRequester(bob) })).toMatchObject({ mayBreakGlass: false });
});

test('grants a member their own connections in a channel that is not configured', async () => {
  const result = await help(anApp(), { requester: aRequester(bob, 'C0GENERAL') });

  expect(result).toMatchObject({ kind: 'listed', granted: ['self'], endpoint: undefined });
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

test('shows break-glass, and examples with an endpoint of the channel', () => {
  expect(helpView(aHelp({ mayBreakGlass: true }), botNames).text).toContain('kick @person break-glass');
  expect(helpView(aHelp(), botNames).text).not.toContain('break-glass');
  expect(helpView(aHelp({ endpoint: 'lab' }), botNames).text).toContain('`/vpn kick all on lab ');
});

test('shows all forms of one command, if it can be used here', () => {
  const { text } = commandHelpView('kick', aHelp({ granted: ['see', 'kick'] }), botNames);

  expect(text).toContain('/vpn kick @person on prod-eu');
  expect(text).toContain('`terminate`');
  expect(text).not.toContain('kick all');
  expect(commandHelpView('block', aHelp({ granted: ['see'] }), botNames).text).toContain(
    'You can’t use `/vpn block`',
  );
});
