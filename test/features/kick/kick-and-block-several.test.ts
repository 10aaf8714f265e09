import { expect, test } from 'vitest';
import { parseKickMetadata, textFromKickMetadata } from '../../../src/features/kick/payloads.ts';
import { aConnection } from '../../builders/a-connection.ts';
import { connectionId, groupId, personId } from '../../builders/ids.ts';
import { anApp, bob, omar, secops } from '../../doubles/an-app.ts';
import { deliverTo } from '../../slack/deliver-to.ts';
import { memoryListenerDeps } from '../../slack/memory-listener-deps.ts';

const names = ['bob@example.com', 'anna@example.com'];
const connections = names.map((username, index) =>
  aConnection({ id: connectionId(`cvpn-connection-a${index}`), username, commonName: username }),
);
const omarHere = { id: omar.id, team_id: 'T0HOME', name: 'omar' };

function aScene(on = connections, rules: Parameters<typeof anApp>[1] = {}) {
  const app = anApp(on, rules);
  const deps = memoryListenerDeps(app);
  const slack = deliverTo(deps, omarHere, { id: secops.id, name: 'secops' });
  const lastModal = () => deps.filledIn.at(-1) ?? deps.opened.at(-1);
  const submit = (length: string) =>
    slack.submit(lastModal()?.private_metadata ?? '', {
      reason: { reason: { type: 'plain_text_input', value: 'key stolen' } },
      block: { block: { type: 'static_select', selected_option: { value: length } } },
    });
  return { app, deps, lastModal, submit, type: slack.type };
}

const blockedIn = async ({ blocking }: ReturnType<typeof anApp>) =>
  (await blocking.blocks.all()).map(({ name }) => name).toSorted();

test('a kick of several offers to block those with a connection, and names them', async () => {
  const { type, lastModal } = aScene();

  await type('kick bob@example.com, anna@example.com, carl@example.com key stolen');

  const text = JSON.stringify(lastModal()?.blocks);
  expect(text).toContain('"block_id":"block"');
  expect(text).toContain('A block would cover: bob@example.com and anna@example.com"');
});

test('a kick of several with a block blocks those with a connection, and then terminates', async () => {
  const { app, type, submit } = aScene();

  await type('kick bob@example.com, anna@example.com, carl@example.com key stolen');
  await submit('14400s');

  expect(await blockedIn(app)).toEqual(['anna@example.com', 'bob@example.com']);
  expect(app.vpn.terminations).toHaveLength(2);
  expect(app.log.entries.map(({ kind }) => kind).slice(0, 3)).toEqual([
    'block-requested',
    'blocked',
    'requested',
  ]);
});

test('the modal of several says whom a block would leave out', async () => {
  const { type, lastModal } = aScene();

  await type('kick bob@example.com, anna@example.com, carl@example.com key stolen');

  expect(JSON.stringify(lastModal()?.blocks)).toContain(
    'This block doesn’t cover *carl@example.com*. To block them too, run `/vpn block`.',
  );
});

test('a kick of several without a length blocks no one', async () => {
  const { app, type, submit } = aScene();

  await type('kick bob@example.com, anna@example.com key stolen');
  await submit('none');

  expect(await blockedIn(app)).toEqual([]);
  expect(app.vpn.terminations).toHaveLength(2);
});

test('a kick of several never blocks a protected name', async () => {
  const { app, type, submit, lastModal } = aScene(connections, { protected: ['anna*'] });

  await type('kick bob@example.com, anna@example.com key stolen');
  expect(JSON.stringify(lastModal()?.blocks)).toContain('A block would cover: bob@example.com"');
  await submit('14400s');

  expect(await blockedIn(app)).toEqual(['bob@example.com']);
});

test('a kick of several runs even if the block fails', async () => {
  const { app, type, submit } = aScene();
  await type('kick bob@example.com, anna@example.com key stolen');
  app.blocking.blocks.put = async () => {
    throw new Error('the table is gone');
  };

  await submit('14400s');

  expect(app.vpn.terminations).toHaveLength(2);
});

test('a kick of more than fifty people says that they are too many to block', async () => {
  const many = Array.from({ length: 51 }, (_, index) =>
    aConnection({
      id: connectionId(`cvpn-connection-b${index}`),
      username: `u${index}`,
      commonName: `u${index}`,
    }),
  );
  const members = many.map((_, index) => personId(`U0MEMBER${index}`));
  const map = new Map(members.map((member, index) => [member, [`u${index}`]]));
  const { app, type, lastModal } = aScene(many, { people: { match: 'map', map } });
  app.directory.groups.set(groupId('S0TEAM'), members);
  for (const member of members) app.directory.people.set(member, { ...bob, id: member });

  await type('kick <!subteam^S0TEAM> key stolen');

  const text = JSON.stringify(lastModal()?.blocks);
  expect(text).toContain('At most 50 names can be blocked at a time, and this kick has 51.');
  expect(text).not.toContain('"block_id":"block"');
});

test('a kick of everyone offers no block', async () => {
  const { type, lastModal } = aScene();

  await type('kick all on prod-eu key stolen');

  expect(JSON.stringify(lastModal()?.blocks)).not.toContain('"block_id":"block"');
});

test('the metadata keeps the names to block, also without people who are left out', () => {
  const metadata = {
    channel: secops.id,
    channelName: 'secops',
    targetRef: { kind: 'several', targetRef: [{ kind: 'name', name: 'bob' }] },
    on: undefined,
    listed: 0,
    openedAt: new Date('2026-11-02T09:00:00Z'),
    breakGlass: false,
    confirm: undefined,
    thread: undefined,
    shownNames: ['abcdefgh', '12345678'],
  } as const;

  expect(parseKickMetadata(textFromKickMetadata(metadata))).toEqual({ ...metadata, leftOut: undefined });
  const leftOut = [omar.id];
  expect(parseKickMetadata(textFromKickMetadata({ ...metadata, leftOut }))).toEqual({ ...metadata, leftOut });
});
