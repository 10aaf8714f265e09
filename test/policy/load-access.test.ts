import { expect, test } from 'vitest';
import { loadActionAccess } from '../../src/policy/load-access.ts';
import { aChannel } from '../builders/a-channel.ts';
import { channelId } from '../builders/ids.ts';
import { aRequester } from '../doubles/a-requester.ts';
import { anApp, gus, helga, helpdesk, leads } from '../doubles/an-app.ts';

/** An app that notes whose membership Slack is asked for. */
function aScene() {
  const app = anApp();
  const asked: string[] = [];
  const { directory } = app;
  const membership = directory.membership.bind(directory);
  directory.membership = (channel, person) => {
    asked.push(`${person} in ${channel}`);
    return membership(channel, person);
  };
  return { app, asked };
}

test('asks for each action whether the person is a member of a private channel that grants something', async () => {
  const { app, asked } = aScene();

  const first = await loadActionAccess(app, aRequester(helga));
  await loadActionAccess(app, aRequester(helga));

  expect(first.membership).toBe('member');
  expect(asked).toEqual(['U0HELGA in C0HELPDESK', 'U0HELGA in C0HELPDESK']);
});

test.each([
  ['a guest', gus, 'C0HELPDESK'],
  ['a channel that nobody configured', helga, 'C0GENERAL'],
  ['a channel that Slack does not know', helga, 'C0NOWHERE'],
  ['a channel that grants nothing', helga, 'C0EMPTY'],
  ['a public channel', helga, 'C0PUBLIC'],
  ['a channel that is hidden', helga, 'C0LEADS'],
])('does not ask if membership decides nothing: %s', async (_title, person, channel) => {
  const { app, asked } = aScene();
  const publicRule = { ...helpdesk, id: channelId('C0PUBLIC'), allowPublic: true };
  const emptyRule = { ...helpdesk, id: channelId('C0EMPTY'), allow: [] };
  const channels = new Map([...app.rules.channels, [publicRule.id, publicRule], [emptyRule.id, emptyRule]]);
  app.directory.channels.set(publicRule.id, aChannel({ id: publicRule.id, isPrivate: false }));
  app.directory.channels.set(emptyRule.id, aChannel({ id: emptyRule.id }));
  app.directory.hide(leads.id);

  const access = await loadActionAccess(
    { ...app, rules: { ...app.rules, channels } },
    aRequester(person, channel),
  );

  expect(access.membership).toBe('unverifiable');
  expect(asked).toEqual([]);
});

test('reports people who are granted something where they ask, and no one else', async () => {
  const { app } = aScene();

  await loadActionAccess(app, aRequester(gus));
  await loadActionAccess(app, aRequester(helga, 'C0GENERAL'));
  expect([...app.granted]).toEqual([]);

  await loadActionAccess(app, aRequester(helga));
  expect([...app.granted]).toEqual(['U0HELGA']);
});
