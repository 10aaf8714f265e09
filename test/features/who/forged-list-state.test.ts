import { describe, expect, test } from 'vitest';
import type { Channel } from '../../../src/domain/channel.ts';
import { type ChannelGrant, channelGrants } from '../../../src/domain/rules.ts';
import { blockIdFromListState, type ListState } from '../../../src/features/connections/payloads.ts';
import { actionIds } from '../../../src/slack/block-kit/action-ids.ts';
import { aChannel } from '../../builders/a-channel.ts';
import { aConnection } from '../../builders/a-connection.ts';
import { connectionId, groupId, personId } from '../../builders/ids.ts';
import { aChannelRule, someRules } from '../../builders/some-rules.ts';
import { aBlock } from '../../contract/a-block.ts';
import { anApp, bob, helga } from '../../doubles/an-app.ts';
import { deliverTo } from '../../slack/deliver-to.ts';
import { memoryListenerDeps } from '../../slack/memory-listener-deps.ts';

const everyone = { kind: 'everyone' } as const;
const platform = groupId('S0PLATFORM');
const people = [
  aConnection({ id: connectionId('cvpn-connection-0b0b'), username: bob.email }),
  aConnection({ id: connectionId('cvpn-connection-0e1f'), username: helga.email }),
];

/** What somebody might write into the block id that a Share button stands in. */
const whoms = [
  everyone,
  { kind: 'text', text: 'example' },
  { kind: 'name', name: 'bob@example.com' },
  { kind: 'person', person: personId('U0BOB') },
  { kind: 'group', group: platform },
  { kind: 'connection', connection: connectionId('cvpn-connection-0b0b') },
] as const satisfies readonly ListState['targetRef'][];
const statesOf = (list: ListState['list']): readonly ListState[] =>
  whoms.flatMap((targetRef) =>
    [undefined, 'prod-eu', 'nowhere'].flatMap((on) => [0, 9].map((page) => ({ list, targetRef, on, page }))),
  );

interface Place {
  readonly channel?: Partial<Channel>;
  readonly allow?: readonly ChannelGrant[];
  readonly isHidden?: boolean;
}

async function aScene({ channel, allow = channelGrants, isHidden = false }: Place = {}) {
  const rule = aChannelRule({ allow });
  const app = anApp(people, someRules({ channels: [rule] }));
  app.directory.channels.set(rule.id, aChannel(channel));
  if (isHidden) app.directory.hide(rule.id);
  app.directory.groups.set(platform, [bob.id]);
  await app.blocking.blocks.put(aBlock({ until: undefined }));
  const deps = memoryListenerDeps(app);
  const { press } = deliverTo(deps);
  const share = (blockId: string) => press({ action_id: actionIds.share, block_id: blockId, value: '0' });
  const posted = () => deps.poster.sent.filter(({ how }) => how === 'post');
  return { deps, share, posted };
}

describe.each(['me', 'history', 'blocks'] as const)('Share with the state of a %s list', (list) => {
  test.each([
    ['a private channel that is granted everything', {}],
    ['a public channel', { channel: { isPrivate: false } }],
    ['a channel shared with another organization', { channel: { isShared: true } }],
    ['an archived channel', { channel: { isArchived: true } }],
    ['a channel that may not look', { allow: [] }],
  ] satisfies readonly (readonly [string, Place])[])('posts nothing in %s', async (_, place) => {
    const { deps, share, posted } = await aScene(place);

    for (const state of statesOf(list)) await share(blockIdFromListState(state));

    expect(posted()).toEqual([]);
    expect(deps.poster.sent).toHaveLength(statesOf(list).length);
  });

  test('says that only lists of who is connected can be shared', async () => {
    const { deps, share } = await aScene();

    await share(blockIdFromListState({ list, targetRef: everyone, on: undefined, page: 0 }));

    expect(deps.refused).toEqual(['list_unshareable']);
    expect(deps.poster.sent).toMatchObject([
      { how: 'postEphemeral', text: expect.stringContaining('Only lists from `/vpn who` can be shared') },
    ]);
  });
});

describe('Share with the state of a who list', () => {
  test.each([
    ['a public channel', { channel: { isPrivate: false } }, 'channel_public'],
    ['a channel shared with another organization', { channel: { isShared: true } }, 'channel_shared'],
    ['an archived channel', { channel: { isArchived: true } }, 'channel_archived'],
    ['a channel that Bouncer is not in', { isHidden: true }, 'channel_hidden'],
    ['a channel that may not look', { allow: ['kick', 'audit'] }, 'grant_missing'],
  ] satisfies readonly (readonly [string, Place, string])[])(
    'posts nothing in %s',
    async (_, place, reason) => {
      const { deps, share, posted } = await aScene(place);

      for (const state of statesOf('who')) await share(blockIdFromListState(state));

      expect(posted()).toEqual([]);
      expect(new Set(deps.refused)).toEqual(new Set([reason]));
    },
  );

  test('posts in a private channel what its button showed', async () => {
    const { share, posted } = await aScene();

    for (const targetRef of whoms)
      await share(blockIdFromListState({ list: 'who', targetRef, on: undefined, page: 0 }));

    expect(posted()).toHaveLength(whoms.length);
  });
});

test.each([
  'list["blocks","everyone","",0',
  'list["audit","everyone","",0]',
  'list["who","everyone","",-1]',
  'list["who","nobody","",0]',
  'list["history","group:S0PLATFORM","",0]',
  'list[["who"],"everyone","",0]',
  'record["everyone",null,0]',
  '',
])('Share in a block with the id %s posts nothing', async (blockId) => {
  const { share, posted } = await aScene();

  await share(blockId);

  expect(posted()).toEqual([]);
});

test.each([
  actionIds.next,
  actionIds.previous,
  actionIds.refresh,
  actionIds.filter,
  actionIds.sort,
  actionIds.page,
])('%s with a forged state answers the requester, and posts nothing', async (actionId) => {
  const { deps, posted } = await aScene({ channel: { isShared: true } });
  const { press } = deliverTo(deps);
  const states = (['who', 'me', 'history', 'blocks'] as const).flatMap(statesOf);

  for (const state of states)
    await press({ action_id: actionId, block_id: blockIdFromListState(state), value: '99' });

  expect(posted()).toEqual([]);
  expect(deps.poster.sent.every(({ place }) => place === 'C0HELPDESK U0HELGA')).toBe(true);
});
