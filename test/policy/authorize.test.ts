import { expect, test } from 'vitest';
import { actingSituationOf } from '../../src/policy/authorize.ts';
import { aChannel } from '../builders/a-channel.ts';
import { channelId } from '../builders/ids.ts';
import { aWorld, gus, helga, helpdesk, leads } from '../doubles/a-world.ts';
import { anAsker } from '../doubles/an-asker.ts';

/** A world that notes whose membership Slack is asked for. */
function aScene() {
  const world = aWorld();
  const asked: string[] = [];
  const { directory } = world;
  const membership = directory.membership.bind(directory);
  directory.membership = (channel, person) => {
    asked.push(`${person} in ${channel}`);
    return membership(channel, person);
  };
  return { world, asked };
}

test('whether somebody is in a private channel that grants them something is asked at each act', async () => {
  const { world, asked } = aScene();

  const first = await actingSituationOf(world, anAsker(helga));
  await actingSituationOf(world, anAsker(helga));

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
])('it is not asked where it decides nothing: %s', async (_title, person, channel) => {
  const { world, asked } = aScene();
  const publicRule = { ...helpdesk, id: channelId('C0PUBLIC'), allowPublic: true };
  const emptyRule = { ...helpdesk, id: channelId('C0EMPTY'), allow: [] };
  const channels = new Map([...world.rules.channels, [publicRule.id, publicRule], [emptyRule.id, emptyRule]]);
  world.directory.channels.set(publicRule.id, aChannel({ id: publicRule.id, isPrivate: false }));
  world.directory.channels.set(emptyRule.id, aChannel({ id: emptyRule.id }));
  world.directory.hide(leads.id);

  const situation = await actingSituationOf(
    { ...world, rules: { ...world.rules, channels } },
    anAsker(person, channel),
  );

  expect(situation.membership).toBe('unverifiable');
  expect(asked).toEqual([]);
});

test('whoever is granted something where they ask is told of, and nobody else', async () => {
  const { world } = aScene();

  await actingSituationOf(world, anAsker(gus));
  await actingSituationOf(world, anAsker(helga, 'C0GENERAL'));
  expect([...world.granted]).toEqual([]);

  await actingSituationOf(world, anAsker(helga));
  expect([...world.granted]).toEqual(['U0HELGA']);
});
