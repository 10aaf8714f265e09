import type { KnownBlock, ModalView } from '@slack/types';
import { expect, test } from 'vitest';
import type { Connection } from '../../../src/domain/connection.ts';
import { updateList } from '../../../src/features/who/update-list.ts';
import type { MessageView } from '../../../src/slack/block-kit/blocks.ts';
import { requesterFromSlack } from '../../../src/slack/interactions.ts';
import { aConnection } from '../../builders/a-connection.ts';
import { channelId, connectionId, personId } from '../../builders/ids.ts';
import { aChannelRule, someRules } from '../../builders/some-rules.ts';
import { aBlock } from '../../contract/a-block.ts';
import { anApp } from '../../doubles/an-app.ts';
import { deliverTo } from '../../slack/deliver-to.ts';
import { memoryListenerDeps } from '../../slack/memory-listener-deps.ts';

const responseUrl = 'https://hooks.slack.com/actions/T0HOME/1/secret';
const nameOf = (index: number) => `user-${String(index).padStart(2, '0')}`;
const reason = { reason: { reason: { type: 'plain_text_input', value: 'stale connection' } } };

/** Helga has listed twelve connections, the longest first. */
async function aScene({
  command = 'who',
  count = 12,
  approveAbove = 5,
  first = {} as Partial<Connection>,
} = {}) {
  const connections = Array.from({ length: count }, (_, index) =>
    aConnection({
      id: connectionId(`cvpn-connection-0000000000000000${index.toString(16)}`),
      username: nameOf(index),
      commonName: nameOf(index),
      establishedAt: new Date(Date.UTC(2026, 10, 2, 8, index)),
      ...(index === 0 && first),
    }),
  );
  const rules = someRules({ channels: [aChannelRule({ allow: ['see', 'kick', 'block'] })] });
  const app = anApp(connections, { ...rules, kick: { ...rules.kick, approveAbove } });
  for (const index of [6, 7])
    await app.blocking.blocks.put(aBlock({ name: nameOf(index), until: undefined }));
  const replaced: { readonly url: string; readonly view: MessageView }[] = [];
  const deps = memoryListenerDeps(app);
  const replies = {
    ...deps.replies,
    replace: async (url: string, view: MessageView) => void replaced.push({ url, view }),
  };
  const { type, deliver, submit } = deliverTo({ ...deps, replies });
  await type(command);
  const list = deps.poster.views.at(-1);

  async function pressIn(
    view: MessageView | undefined,
    name: string,
    channel = { id: 'C0HELPDESK', name: 'helpdesk' },
  ): Promise<ModalView> {
    const row = rowOf(view, name);
    const { accessory, block_id } = row as { accessory: { value: string }; block_id: string };
    const isDirect = channel.id.startsWith('D');
    const value = isDirect ? `C0HELPDESK:${accessory.value}` : accessory.value;
    await deliver({
      type: 'block_actions',
      user: { id: 'U0HELGA', team_id: 'T0HOME', name: 'helga' },
      team: { id: 'T0HOME', domain: 'acme' },
      channel,
      trigger_id: 'T1',
      response_url: responseUrl,
      container: { type: 'message', channel_id: channel.id, is_ephemeral: true },
      actions: [{ type: 'button', block_id, ...accessory, value }],
    });
    const modal = deps.filledIn.at(-1) ?? deps.opened.at(-1);
    if (modal === undefined) throw new Error('no modal was opened');
    return modal;
  }
  return { app, deps, list, pressIn, replaced, submit };
}

function rowOf(view: MessageView | undefined, name: string): KnownBlock | undefined {
  return view?.blocks.find((block) => block.type === 'section' && block.text?.text.includes(`*${name}*`));
}

function rowsIn(view: MessageView | undefined): readonly string[] {
  return (view?.blocks ?? []).flatMap((block) => {
    if (block.type !== 'section') return [];
    const name = /\*(user-\d+)\*/.exec(block.text?.text ?? '')?.[1];
    return name === undefined ? [] : [`${name}${block.accessory === undefined ? '' : ' [button]'}`];
  });
}

test('after Terminate, the row says how it ended and has no button; the others stay as they were', async () => {
  const { list, pressIn, replaced, submit } = await aScene();
  const modal = await pressIn(list, 'user-03');

  await submit(modal.private_metadata ?? '', reason);

  const shown = replaced.at(-1);
  expect(shown?.url).toBe(responseUrl);
  expect(JSON.stringify(rowOf(shown?.view, 'user-03'))).toContain(':white_check_mark: *Terminated*');
  const before = rowsIn(list);
  expect(before).toHaveLength(10);
  expect(rowsIn(shown?.view)).toEqual(before.map((row) => (row.startsWith('user-03') ? 'user-03' : row)));
});

test('the row says that termination was requested until its end is known', async () => {
  const { list, pressIn, replaced, submit } = await aScene();
  const modal = await pressIn(list, 'user-03');

  await submit(modal.private_metadata ?? '', reason);

  expect(replaced.map(({ view }) => JSON.stringify(rowOf(view, 'user-03')))).toEqual([
    expect.stringContaining('*Termination requested*'),
    expect.stringContaining('*Terminated*'),
  ]);
});

test('a row of a connection that AWS did not terminate says so and keeps its button', async () => {
  const { app, list, pressIn, replaced, submit } = await aScene();
  app.vpn.fail({ method: 'terminate', code: 'aws_denied' });
  const modal = await pressIn(list, 'user-03');

  await submit(modal.private_metadata ?? '', reason);

  const row = JSON.stringify(rowOf(replaced.at(-1)?.view, 'user-03'));
  expect(row).toContain(':x: *Not terminated*');
  expect(row).toContain('"action_id":"terminate"');
});

test('a list whose last page had that row alone shows the row on that page', async () => {
  const { app, deps, list, pressIn, replaced, submit } = await aScene({ count: 11 });
  const next = list?.blocks.find((block) => block.type === 'actions');
  await deliverTo(deps).press({ action_id: 'list_next', block_id: next?.block_id ?? '', value: '1' });
  const second = deps.poster.views.at(-1);
  const modal = await pressIn(second, 'user-10');

  await submit(modal.private_metadata ?? '', reason);

  expect(rowsIn(second)).toEqual(['user-10 [button]']);
  expect(rowsIn(replaced.at(-1)?.view)).toEqual(['user-10']);
  expect(app.vpn.terminations).toHaveLength(1);
});

test('a kick that needs an approval is shown as requested', async () => {
  const { app, list, pressIn, replaced, submit } = await aScene({ approveAbove: 0 });
  const modal = await pressIn(list, 'user-03');

  await submit(modal.private_metadata ?? '', reason);

  expect(app.vpn.terminations).toEqual([]);
  const row = JSON.stringify(rowOf(replaced.at(-1)?.view, 'user-03'));
  expect(row).toContain('*Approval requested*');
  expect(row).not.toContain('action_id');
});

test('a kick that is denied when it is submitted leaves the list as it was', async () => {
  const { app, list, pressIn, replaced, submit } = await aScene();
  const modal = await pressIn(list, 'user-03');
  Object.assign(app, { rules: someRules({ channels: [aChannelRule({ allow: ['see'] })] }) });

  await submit(modal.private_metadata ?? '', reason);

  expect(app.vpn.terminations).toEqual([]);
  expect(replaced).toEqual([]);
});

test('someone who was removed from the channel ends their own connection, but no longer sees the list', async () => {
  const own = { username: 'helga@example.com', commonName: undefined };
  const { app, list, pressIn, replaced, submit } = await aScene({ first: own });
  const modal = await pressIn(list, 'helga@example.com');
  app.directory.setMembership(channelId('C0HELPDESK'), personId('U0HELGA'), 'absent');

  await submit(modal.private_metadata ?? '', reason);

  expect(app.vpn.terminations).toHaveLength(1);
  expect(replaced).toEqual([]);
});

test('after Unblock, the row says so and has no button', async () => {
  const { list, pressIn, replaced, submit } = await aScene({ command: 'blocks' });
  const modal = await pressIn(list, 'user-07');

  await submit(modal.private_metadata ?? '', reason, 'V1', 'unblock');

  const shown = replaced.at(-1)?.view;
  expect(rowsIn(list)).toEqual(['user-06 [button]', 'user-07 [button]']);
  expect(rowsIn(shown)).toEqual(['user-06 [button]', 'user-07']);
  expect(JSON.stringify(rowOf(shown, 'user-07'))).toContain(':white_check_mark: *Unblocked*');
});

test.each([
  '',
  'row0-0a ',
  'row0 list["who","everyone","",0]',
  'row0-0a list["who","nobody","",0]',
  'elsewhere0-0a list["who","everyone","",0]',
])('a row with the block_id “%s” is no row of a list, and nothing is shown', async (blockId) => {
  const { app, deps } = await aScene();
  const urls: string[] = [];
  const replies = { ...deps.replies, replace: async (url: string) => void urls.push(url) };
  const requester = requesterFromSlack({
    person: 'U0HELGA',
    team: 'T0HOME',
    channel: 'C0HELPDESK',
    channelName: 'helpdesk',
  });
  const looks = app.vpn.calls.length;

  await updateList({ ...deps, replies })({ responseUrl, blockId }, requester, {
    kind: 'connection',
    id: connectionId('cvpn-connection-00000000000000003'),
    item: undefined,
    state: 'terminated',
  });

  expect(urls).toEqual([]);
  expect(app.vpn.calls).toHaveLength(looks);
});

test('a list in a direct message, whose buttons name its channel, is not shown again', async () => {
  const { list, pressIn } = await aScene();

  const modal = await pressIn(list, 'user-03', { id: 'D0HELGA', name: 'directmessage' });

  expect(modal.private_metadata).toContain('C0HELPDESK');
  expect(modal.private_metadata).not.toContain(responseUrl);
});

test('the same block_id never stands for another connection, whatever the order of a list', async () => {
  const idsIn = (view: MessageView | undefined) =>
    (view?.blocks ?? []).flatMap((block) =>
      block.type === 'section' && block.block_id !== undefined
        ? [`${block.block_id} ${block.text?.text}`]
        : [],
    );
  const { deps, list } = await aScene();
  const controls = list?.blocks.find(({ type }) => type === 'actions')?.block_id ?? '';
  const newest = { action_id: 'list_sort', block_id: controls, selected_option: { value: 'newest' } };
  await deliverTo(deps).press(newest);

  const [before, after] = [idsIn(list), idsIn(deps.poster.views.at(-1))].map(
    (rows) => new Set(rows.map((row) => row.split(' ')[0])),
  );

  expect(before?.size).toBe(10);
  expect([...(before ?? [])].filter((id) => after?.has(id))).toEqual([]);
});
