import type { InputBlock, ModalView } from '@slack/types';
import { expect, test } from 'vitest';
import {
  textFromBlockMetadata,
  textFromUnblockMetadata,
  valueFromBlockKey,
} from '../../../src/features/block/payloads.ts';
import { parseSuggestion } from '../../../src/features/connections/payloads.ts';
import { textFromKickMetadata } from '../../../src/features/kick/payloads.ts';
import { valueFromReconnectButton } from '../../../src/features/reconnect/payloads.ts';
import { aConnection, someConnections } from '../../builders/a-connection.ts';
import { lab } from '../../builders/an-endpoint.ts';
import { channelId, connectionId } from '../../builders/ids.ts';
import { aChannelRule, someRules } from '../../builders/some-rules.ts';
import { aBlock } from '../../contract/a-block.ts';
import { anApp } from '../../doubles/an-app.ts';
import { certificatesOnly } from '../../doubles/memory-vpn.ts';
import { deliverTo } from '../../slack/deliver-to.ts';
import { memoryListenerDeps } from '../../slack/memory-listener-deps.ts';

const targetRef = { kind: 'name', name: 'bob@example.com' } as const;
const place = {
  channel: channelId('C0HELPDESK'),
  channelName: 'helpdesk',
  on: undefined,
  openedAt: new Date('2026-11-02T08:59:00Z'),
};
const blockMemory = textFromBlockMetadata({ ...place, targetRef, terminatesConnections: true });

/** #helpdesk may block here, and Bob is on twice. */
function aScene(allow: Parameters<typeof aChannelRule>[0] = { allow: ['see', 'kick', 'block'] }) {
  const app = anApp(someConnections(2), someRules({ channels: [aChannelRule(allow)] }));
  const deps = memoryListenerDeps(app);
  return { deps, app, ...deliverTo(deps) };
}

function filledIn(reason: string, length: string) {
  return {
    reason: { reason: { type: 'plain_text_input', value: reason } },
    block: { block: { type: 'static_select', selected_option: { value: length } } },
  };
}

/** The input that asks how long. */
function inputOf(modal: ModalView | undefined): InputBlock | undefined {
  const inputs = modal?.blocks.flatMap((block) => ('element' in block ? [block] : []));
  return inputs?.find((block) => block.block_id === 'block');
}

function textsOf(input: InputBlock | undefined): readonly string[] {
  const { element } = input ?? {};
  return element?.type === 'static_select' ? (element.options ?? []).map(({ text }) => text.text) : [];
}

const said = ({ poster }: ReturnType<typeof memoryListenerDeps>) => JSON.stringify(poster.sent);

test('the command opens a modal with the typed values filled in, and blocks no one yet', async () => {
  const { deps, app, type } = aScene();

  await type('block bob@example.com 4h laptop stolen');

  const modal = [...deps.opened, ...deps.filledIn].at(-1);
  expect(modal?.callback_id).toBe('block');
  expect(JSON.stringify(modal)).toContain('"initial_value":"laptop stolen"');
  expect(await app.blocking.blocks.all()).toEqual([]);
});

test('the modal requires a length if none was typed', async () => {
  const { deps, type } = aScene();

  await type('block bob@example.com laptop stolen');

  const input = inputOf([...deps.opened, ...deps.filledIn].at(-1));
  expect(input).not.toHaveProperty('optional');
  expect(input?.element).not.toHaveProperty('initial_option');
  expect(textsOf(input)).toEqual(['1 hour', '4 hours', '1 day', '1 week', 'Until unblocked']);
});

test.each([
  ['4h', '14400s', '4 hours'],
  ['4h30m', '16200s', '4 hours 30 minutes'],
  ['until unblocked', 'until-lifted', 'Until unblocked'],
  ['until lifted', 'until-lifted', 'Until unblocked'],
])('the typed length is chosen: %s', async (typed, value, text) => {
  const { deps, type } = aScene();

  await type(`block bob@example.com ${typed} laptop stolen`);

  const input = inputOf([...deps.opened, ...deps.filledIn].at(-1));
  expect(input?.element).toMatchObject({ initial_option: { value, text: { text } } });
});

test('the modal that Block under a warning opens has no length chosen', async () => {
  const { deps, press } = aScene();
  const value = valueFromReconnectButton({
    targetRef,
    on: 'prod-eu',
    seenAt: new Date('2026-11-02T08:59:00Z'),
  });

  await press({ action_id: 'block', block_id: 'b', value });

  const input = inputOf([...deps.opened, ...deps.filledIn].at(-1));
  expect(input?.element).not.toHaveProperty('initial_option');
});

test.each([
  ['none', { block: { block: { type: 'static_select', selected_option: null } } }],
  ['one that is none', { block: { block: { type: 'static_select', selected_option: { value: 'soon' } } } }],
  ['no input for it', {}],
])('a block modal with %s chosen blocks no one, and says so', async (_title, chosen) => {
  const { app, submit } = aScene();
  const reason = { reason: { reason: { type: 'plain_text_input', value: 'laptop stolen' } } };

  const acks = await submit(blockMemory, { ...reason, ...chosen }, 'V1', 'block');

  expect(acks).toMatchObject([{ response_action: 'errors', errors: { block: expect.any(String) } }]);
  expect(app.log.entries).toEqual([]);
  expect(app.vpn.terminations).toEqual([]);
});

test('a ticked possible match is blocked and terminated as well', async () => {
  const laptop = aConnection({
    id: connectionId('cvpn-connection-1ab'),
    username: undefined,
    commonName: 'bob-laptop',
  });
  const rules = someRules({ channels: [aChannelRule({ allow: ['see', 'kick', 'block'] })] });
  const app = anApp([...someConnections(2), laptop], rules);
  app.vpn.factsOf.set(laptop.endpointId, certificatesOnly);
  const ticks = { type: 'checkboxes', selected_options: [{ value: laptop.id }] };

  const deps = memoryListenerDeps(app);
  await deliverTo(deps).submit(
    blockMemory,
    { ...filledIn('laptop stolen', '28800s'), possible: { possible: ticks } },
    'V1',
    'block',
  );

  const names = (await app.blocking.blocks.all()).map(({ name }) => name);
  expect(names.toSorted()).toEqual(['bob-laptop', 'bob@example.com']);
  expect(app.vpn.terminations).toContainEqual({ by: 'connection', id: laptop.id });
});

test.each([
  ['blocks a possible match that the modal offered', 'cvpn-connection-1ab', true],
  [
    'blocks no one if the submission selects a connection that the modal did not offer',
    'cvpn-connection-2ab',
    false,
  ],
])('%s', async (_title, ticked, isBlocked) => {
  const laptop = { username: undefined, commonName: 'bob-laptop' };
  const app = anApp(
    [
      ...someConnections(2),
      aConnection({ ...laptop, id: connectionId('cvpn-connection-1ab') }),
      aConnection({
        id: connectionId('cvpn-connection-2ab'),
        username: 'anna@example.com',
        commonName: 'anna',
      }),
    ],
    someRules({ channels: [aChannelRule({ allow: ['see', 'kick', 'block'] })] }),
  );
  app.vpn.factsOf.set(aConnection().endpointId, certificatesOnly);
  const deps = memoryListenerDeps(app);
  const { type, submit } = deliverTo(deps);
  await type('block bob@example.com 4h laptop stolen');
  const { private_metadata: memory = '' } = [...deps.opened, ...deps.filledIn].at(-1) ?? {};

  const ticks = { type: 'checkboxes', selected_options: [{ value: ticked }] };
  await submit(
    memory,
    { ...filledIn('laptop stolen', '28800s'), possible: { possible: ticks } },
    'V1',
    'block',
  );

  const names = (await app.blocking.blocks.all()).map(({ name }) => name);
  expect(names.toSorted()).toEqual(isBlocked ? ['bob-laptop', 'bob@example.com'] : []);
  expect(app.vpn.terminations.length > 0).toBe(isBlocked);
  expect(said(deps).includes('didn’t offer one of the selected connections')).toBe(!isBlocked);
});

test('the actor is warned before anyone is blocked if the channel accepts no messages', async () => {
  const { deps, app, submit } = aScene();
  deps.poster.refuse('C0HELPDESK', 'not_in_channel');

  await submit(blockMemory, filledIn('laptop stolen', '28800s'), 'V1', 'block');

  expect([app.log.entries, await app.blocking.blocks.all()]).toEqual([[], []]);
  expect(said(deps)).toContain('No action was taken');
});

test('the submitted modal blocks for the chosen time and terminates every connection', async () => {
  const { app, submit } = aScene();

  await submit(blockMemory, filledIn('laptop stolen', '28800s'), 'V1', 'block');

  expect(await app.blocking.blocks.all()).toMatchObject([
    { name: 'bob@example.com', until: new Date('2026-11-02T17:00:00Z'), reason: 'laptop stolen' },
  ]);
  expect(app.vpn.terminations).toEqual([{ by: 'username', username: 'bob@example.com' }]);
});

test('a channel that cannot terminate connections only blocks', async () => {
  const { deps, app, submit } = aScene({ allow: ['see', 'block'] });
  const memory = textFromBlockMetadata({ ...place, targetRef, terminatesConnections: false });

  await submit(memory, filledIn('laptop stolen', 'until-lifted'), 'V1', 'block');

  expect(await app.blocking.blocks.all()).toMatchObject([{ until: undefined }]);
  expect(app.vpn.terminations).toEqual([]);
  expect(deps.refused).toEqual([]);
});

test('a block modal’s metadata grants nothing: the channel is authorized again', async () => {
  const { deps, app, submit } = aScene({ allow: ['see'] });

  await submit(blockMemory, filledIn('laptop stolen', 'until-lifted'), 'V1', 'block');

  expect(await app.blocking.blocks.all()).toEqual([]);
  expect(app.vpn.terminations).toEqual([]);
  expect(deps.refused).toEqual(['grant_missing', 'grant_missing']);
  expect(app.log.entries.map(({ kind }) => kind)).toEqual(['refused', 'refused']);
  expect(said(deps)).toContain('You can’t block people');
});

test.each([
  ['is too short', 'why'],
  ['cannot be seen', '\u200B\u200B\u200B\u200B\u200B\u200B'],
])('the modal asks for another reason if the reason %s', async (_title, reason) => {
  const { app, submit } = aScene();

  const acks = await submit(blockMemory, filledIn(reason, '3600s'), 'V1', 'block');

  expect(acks).toMatchObject([{ response_action: 'errors', errors: { reason: expect.any(String) } }]);
  expect(app.log.entries).toEqual([]);
});

test('a modal that was left open for too long does nothing', async () => {
  const { deps, app, submit } = aScene();
  const old = textFromBlockMetadata({
    ...place,
    targetRef,
    terminatesConnections: true,
    openedAt: new Date(0),
  });

  await submit(old, filledIn('laptop stolen', '3600s'), 'V1', 'block');

  expect(app.log.entries).toEqual([]);
  expect(said(deps)).toContain('is out of date');
});

test('the kick modal blocks as well if a length was chosen', async () => {
  const { app, submit } = aScene();
  const memory = textFromKickMetadata({
    ...place,
    targetRef,
    listed: 2,
    breakGlass: false,
    confirm: undefined,
  });

  await submit(memory, filledIn('laptop stolen', '3600s'));

  expect(await app.blocking.blocks.all()).toMatchObject([{ until: new Date('2026-11-02T10:00:00Z') }]);
  expect(app.vpn.terminations).toHaveLength(1);
});

test('the kick modal blocks no one if “no block” was chosen', async () => {
  const { app, submit } = aScene();

  await submit(
    textFromKickMetadata({ ...place, targetRef, listed: 2, breakGlass: false, confirm: undefined }),
    filledIn('laptop stolen', 'none'),
  );

  expect(await app.blocking.blocks.all()).toEqual([]);
  expect(app.vpn.terminations).toHaveLength(1);
});

test('the kick modal has no length chosen, and blocks no one unless one is', async () => {
  const { deps, app, type, submit } = aScene();
  await type('kick bob@example.com');
  const input = inputOf([...deps.opened, ...deps.filledIn].at(-1));
  const memory = textFromKickMetadata({
    ...place,
    targetRef,
    listed: 2,
    breakGlass: false,
    confirm: undefined,
  });
  const chosen = { block: { block: { type: 'static_select', selected_option: null } } };

  await submit(memory, { ...filledIn('laptop stolen', ''), ...chosen });

  expect(input).toMatchObject({ optional: true, label: { text: 'Block for' } });
  expect(input?.element).not.toHaveProperty('initial_option');
  expect(textsOf(input)).toEqual(['Don’t block', '1 hour', '4 hours', '1 day', '1 week', 'Until unblocked']);
  expect(await app.blocking.blocks.all()).toEqual([]);
  expect(app.vpn.terminations).toHaveLength(1);
});

test('a kick modal with an invalid length terminates nothing, and says so', async () => {
  const { app, submit } = aScene();
  const memory = textFromKickMetadata({
    ...place,
    targetRef,
    listed: 2,
    breakGlass: false,
    confirm: undefined,
  });

  const acks = await submit(memory, filledIn('laptop stolen', 'soon'));

  expect(acks).toMatchObject([{ response_action: 'errors', errors: { block: expect.any(String) } }]);
  expect(app.vpn.terminations).toEqual([]);
});

test('the kick modal offers to block only if the channel may', async () => {
  const may = aScene();
  const mayNot = aScene({ allow: ['see', 'kick'] });

  await may.type('kick bob@example.com');
  await mayNot.type('kick bob@example.com');

  const shown = ({ deps }: typeof may) => JSON.stringify([deps.opened, deps.filledIn]);
  expect(shown(may)).toContain('"block_id":"block"');
  expect(shown(mayNot)).not.toContain('"block_id":"block"');
});

test('the command offers to terminate the connections if there is no table of blocks', async () => {
  const app = anApp(someConnections(2));
  const deps = memoryListenerDeps(Object.assign(app, { blocking: undefined }));

  await deliverTo(deps).type('block bob@example.com 4h laptop stolen');

  const modals = JSON.stringify([deps.opened, deps.filledIn]);
  expect(modals).toContain('Blocking isn’t set up');
  expect(modals).toContain('Terminate 2 connections of');
});

const lift = { action_id: 'lift', block_id: 'b', value: valueFromBlockKey(aBlock()) };
const lastModal = ({ opened, filledIn }: ReturnType<typeof memoryListenerDeps>) =>
  [...opened, ...filledIn].at(-1);
const found = { reason: { reason: { type: 'plain_text_input', value: 'laptop found' } } };

test('Unblock, and Lift in an older message, ask for a reason and then remove the one block', async () => {
  const { deps, app, press, submit } = aScene();
  const other = aBlock({ correlation: 'request-2' });
  await app.blocking.blocks.put(aBlock());
  await app.blocking.blocks.put(other);

  await press(lift);
  const modal = lastModal(deps);
  expect(modal).toMatchObject({ callback_id: 'unblock', submit: { text: 'Unblock' } });
  expect(JSON.stringify(modal?.blocks)).toMatch(
    /Unblock \*mallory@example\.com\*\?.*still be blocked.*1 other block/,
  );
  expect(await app.blocking.blocks.all()).toHaveLength(2);
  await submit(modal?.private_metadata ?? '', found, 'V1', 'unblock');

  expect(await app.blocking.blocks.all()).toEqual([other]);
  expect(app.log.entries).toMatchObject([{ kind: 'unblock-requested', reason: 'laptop found' }, {}]);
  expect(app.announcer.unblocks).toHaveLength(1);
});

test.each([
  'unblock mallory@example.com',
  'unblock mallory@example.com on lab',
  'unblock mallory@example.com ok',
])('“/vpn %s” asks for a reason first', async (typed) => {
  const { deps, app, type, submit } = aScene();
  await app.blocking.blocks.put(aBlock({ endpoint: lab.id }));

  await type(typed);
  expect(await app.blocking.blocks.all()).toHaveLength(1);
  await submit(lastModal(deps)?.private_metadata ?? '', found, 'V1', 'unblock');

  expect(await app.blocking.blocks.all()).toEqual([]);
  expect(app.log.entries.at(-1)).toMatchObject({ kind: 'unblocked', reason: 'laptop found' });
});

test('a typed reason that is too short is filled into the modal', async () => {
  const { deps, app, type } = aScene();
  await app.blocking.blocks.put(aBlock());

  await type('unblock mallory@example.com ok');

  expect(JSON.stringify(lastModal(deps))).toContain('"initial_value":"ok"');
});

test('the command unblocks no one by itself, even with a reason: the modal shows the blocks first', async () => {
  const { deps, app, type, submit } = aScene();
  await app.blocking.blocks.put(aBlock({ name: 'bob' }));
  await app.blocking.blocks.put(aBlock({ name: 'bob baker', correlation: 'request-2' }));

  await type('unblock bob baker back from holiday');

  const modal = lastModal(deps);
  expect(await app.blocking.blocks.all()).toHaveLength(2);
  expect(JSON.stringify(modal)).toMatch(
    /Unblock \*bob\*\?.*on every endpoint.*"initial_value":"baker back from holiday"/,
  );
  await submit(modal?.private_metadata ?? '', found, 'V1', 'unblock');
  expect(await app.blocking.blocks.all()).toMatchObject([{ name: 'bob baker' }]);
});

test.each([
  ['Baker 4h laptop stolen', true],
  ['Baker laptop stolen', true],
  ['4h laptop stolen', false],
])(
  'with “Bob” and “Bob Baker” connected, “block Bob %s” asks whether Bob Baker was meant: %s',
  async (rest, isAsked) => {
    const on = someConnections(2).map((connection, index) => {
      const username = index === 0 ? 'Bob' : 'Bob Baker';
      return { ...connection, username, commonName: username };
    });
    const rules = someRules({ channels: [aChannelRule({ allow: ['see', 'kick', 'block'] })] });
    const deps = memoryListenerDeps(anApp(on, rules));

    await deliverTo(deps).type(`block Bob ${rest}`);

    const question = 'Did you mean *Bob Baker*? This is about *Bob*.';
    const modal = lastModal(deps);
    expect(JSON.stringify(modal).includes(question)).toBe(isAsked);
    const [suggestion] = (modal?.blocks ?? []).flatMap((block) =>
      block.type === 'section' && 'accessory' in block && block.accessory?.type === 'button'
        ? [parseSuggestion(block.accessory.value ?? '')]
        : [],
    );
    expect(suggestion?.reason).toBe(isAsked ? 'laptop stolen' : undefined);
    expect(suggestion?.length).toEqual(
      rest.includes('Baker 4h') ? { kind: 'for', ms: 14_400_000 } : undefined,
    );
  },
);

test('the unblock modal names the endpoint of each block', async () => {
  const { deps, app, type } = aScene();
  await app.blocking.blocks.put(aBlock({ endpoint: lab.id }));
  await app.blocking.blocks.put(aBlock({ correlation: 'request-2' }));

  await type('unblock mallory@example.com');

  expect(JSON.stringify(lastModal(deps))).toMatch(/(?=.*· on lab, by)(?=.*· on every endpoint, by)/);
});

test('a block that was added after the modal showed the blocks is left in place, and the answer says so', async () => {
  const { deps, app, type, submit } = aScene();
  const newer = aBlock({ correlation: 'request-2', by: { ...aBlock().by, id: 'U0OMAR', name: 'omar' } });
  await app.blocking.blocks.put(aBlock());
  await type('unblock mallory@example.com');
  const memory = lastModal(deps)?.private_metadata ?? '';

  await app.blocking.blocks.put(newer);
  await submit(memory, found, 'V1', 'unblock');
  expect(await app.blocking.blocks.all()).toEqual([newer]);
  expect(app.announcer.unblocks).toMatchObject([{ removed: [aBlock()], left: [], newer: [newer] }]);
  expect(app.log.entries.at(-1)?.detail).toContain('still blocked: mallory@example.com');

  await submit(memory, found, 'V2', 'unblock');
  expect(await app.blocking.blocks.all()).toEqual([newer]);
  expect(JSON.stringify(deps.poster.views)).toMatch(
    /A newer block on \*mallory@example\.com\* \(on every endpoint, by omar, until .*\) wasn’t removed/,
  );
});

test('a block whose end differs from the modal’s is left in place', async () => {
  const { deps, app, type, submit } = aScene();
  await app.blocking.blocks.put(aBlock());
  await type('unblock mallory@example.com');

  await app.blocking.blocks.put(aBlock({ until: undefined }));
  await submit(lastModal(deps)?.private_metadata ?? '', found, 'V1', 'unblock');

  expect(await app.blocking.blocks.all()).toEqual([aBlock({ until: undefined })]);
});

test('the unblock modal says that blocks for which it has no room stay in place', async () => {
  const { deps, app, type, submit } = aScene();
  const at = new Date('2026-11-02T08:00:00Z');
  for (let each = 0; each < 52; each += 1)
    await app.blocking.blocks.put(aBlock({ correlation: `request-${each}`, at }));

  await type('unblock mallory@example.com');
  expect(JSON.stringify(lastModal(deps))).toContain('2 other blocks');
  await submit(lastModal(deps)?.private_metadata ?? '', found, 'V1', 'unblock');

  expect(await app.blocking.blocks.all()).toHaveLength(2);
  expect(app.announcer.unblocks).toMatchObject([{ newer: [], unshown: [{ at }, { at }] }]);
});

test('a modal that an earlier version opened removes the blocks from before it opened', async () => {
  const { app, submit } = aScene();
  const { channel, channelName, openedAt } = place;
  const newer = aBlock({ correlation: 'request-2', at: new Date('2026-11-02T08:59:30Z') });
  await app.blocking.blocks.put(aBlock({ at: new Date('2026-11-02T08:00:00Z') }));
  await app.blocking.blocks.put(newer);

  const earlier = ['unblock', channel, channelName, 'name:mallory@example.com', '', '', openedAt.getTime()];
  await submit(JSON.stringify(earlier), found, 'V1', 'unblock');

  expect(await app.blocking.blocks.all()).toEqual([newer]);
});

test('an unblock modal with a reason that is too short unblocks no one, and says so', async () => {
  const { deps, app, press, submit } = aScene();
  await app.blocking.blocks.put(aBlock());
  await press(lift);

  const short = { reason: { reason: { type: 'plain_text_input', value: '\u200B\u200B\u200B\u200B\u200B' } } };
  const acks = await submit(lastModal(deps)?.private_metadata ?? '', short, 'V1', 'unblock');

  expect(acks).toMatchObject([{ response_action: 'errors', errors: { reason: expect.any(String) } }]);
  expect(await app.blocking.blocks.all()).toHaveLength(1);
});

test('an unblock modal’s metadata grants nothing: the channel is authorized again', async () => {
  const may = aScene();
  await may.app.blocking.blocks.put(aBlock());
  await may.press(lift);
  const { deps, app, submit } = aScene({ allow: ['see'] });
  await app.blocking.blocks.put(aBlock());

  await submit(lastModal(may.deps)?.private_metadata ?? '', found, 'V1', 'unblock');

  expect(await app.blocking.blocks.all()).toHaveLength(1);
  expect(said(deps)).toContain('You can’t block people');
});

test('an unblock modal that was left open for too long, or of another version, does nothing', async () => {
  const { deps, app, submit } = aScene();
  await app.blocking.blocks.put(aBlock());
  const asked = { kind: 'block', key: aBlock() } as const;
  const old = textFromUnblockMetadata({ ...place, targetRef: asked, openedAt: new Date(0), digests: [] });

  await submit(old, found, 'V1', 'unblock');
  await submit('["of another version"]', found, 'V2', 'unblock');

  expect(await app.blocking.blocks.all()).toHaveLength(1);
  expect(said(deps)).toContain('is out of date');
  expect(said(deps)).toContain('another version');
});

test('an unblock modal that seems to be opened in the future, because the clock was set back, does nothing', async () => {
  const { deps, app, press, submit } = aScene();
  await app.blocking.blocks.put(aBlock());
  await press(lift);

  app.clock.set(-3_600_000);
  await submit(lastModal(deps)?.private_metadata ?? '', found, 'V1', 'unblock');

  expect(await app.blocking.blocks.all()).toHaveLength(1);
  expect(said(deps)).toContain('is out of date');
});

test('Unblock of a block that no longer exists says so', async () => {
  const { deps, press } = aScene();

  await press(lift);

  expect(JSON.stringify([deps.poster.views, deps.filledIn])).toContain('*mallory@example.com* isn’t blocked');
});

test('Lift in the format of another version removes nothing', async () => {
  const { deps, app, press } = aScene();
  await app.blocking.blocks.put(aBlock());

  await press({ action_id: 'lift', block_id: 'b', value: 'mallory' });

  expect(await app.blocking.blocks.all()).toHaveLength(1);
  expect(said(deps)).toContain('another version');
});

test('the list of blocks answers the person who asked, and turns its pages', async () => {
  const { deps, app, type, press } = aScene();
  for (let each = 0; each < 12; each += 1)
    await app.blocking.blocks.put(aBlock({ name: `user-${String(each).padStart(2, '0')}` }));

  await type('blocks');
  await press({
    action_id: 'list_next',
    block_id: 'list["blocks","everyone","",0]',
    value: '1',
  });

  expect(deps.poster.sent.map(({ text }) => text)).toEqual(['12 blocks', '12 blocks']);
});

test.each([
  ['unblock bob laptop found', 'isn’t blocked'],
  ['unblock cvpn-connection-0aaa', 'Blocks apply to names, not connections'],
  ['block bob 0h stolen', 'A block can’t last “0h”'],
  ['block bob until monday', 'How long is “until monday”'],
])('“%s” is answered', async (typed, sentence) => {
  const { deps, type } = aScene();

  await type(typed);

  expect(JSON.stringify([deps.poster.sent, deps.filledIn])).toContain(sentence);
});

test('a modal about several people that does not say whom it showed blocks no one', async () => {
  const { deps, app, submit } = aScene();
  const several = { kind: 'several', targetRef: [targetRef] } as const;
  const forged = textFromBlockMetadata({ ...place, targetRef: several, terminatesConnections: false });

  await submit(forged, filledIn('laptop stolen', '14400s'), 'V1', 'block');

  expect(await app.blocking.blocks.all()).toEqual([]);
  expect(said(deps)).toContain('another version');
});
