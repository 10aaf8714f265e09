import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Connection } from '../../../src/domain/connection.ts';
import type { Rules } from '../../../src/domain/rules.ts';
import { rowId } from '../../../src/features/connections/payloads.ts';
import { textFromKickMetadata } from '../../../src/features/kick/payloads.ts';
import { aConnection, someConnections } from '../../builders/a-connection.ts';
import { channelId, connectionId } from '../../builders/ids.ts';
import { aChannelRule, someRules } from '../../builders/some-rules.ts';
import { anApp } from '../../doubles/an-app.ts';
import { certificatesOnly } from '../../doubles/memory-vpn.ts';
import { deliverTo } from '../../slack/deliver-to.ts';
import { memoryListenerDeps } from '../../slack/memory-listener-deps.ts';
import { backups } from '../approval/two-people.ts';

const openedAt = new Date('2026-11-02T08:59:00Z');
const memory = {
  channel: channelId('C0HELPDESK'),
  channelName: 'helpdesk',
  targetRef: { kind: 'name', name: 'bob@example.com' },
  on: undefined,
  listed: 2,
  openedAt,
  breakGlass: false,
  confirm: undefined,
} as const;

function filledIn(reason: string | null, ticked?: readonly Connection[]) {
  return {
    reason: { reason: { type: 'plain_text_input', value: reason } },
    ...(ticked && {
      sessions: {
        sessions: { type: 'checkboxes', selected_options: ticked.map(({ id }) => ({ value: id })) },
      },
    }),
  };
}

function aScene() {
  const [first = aConnection(), second = aConnection()] = someConnections(2);
  const deps = memoryListenerDeps(anApp([first, second]));
  const submit = (values: object, given = {}, id?: string) =>
    deliverTo(deps).submit(textFromKickMetadata({ ...memory, ...given }), values, id);
  return { deps, first, second, submit, terminations: () => deps.app.vpn.terminations };
}

test('the answer does not wait until the list shows the outcome', async () => {
  const [connection = aConnection()] = backups(1);
  const deps = memoryListenerDeps(anApp([connection]));
  deps.app.announcer.isDown = true;
  const steps: string[] = [];
  const answered = Promise.withResolvers<void>();
  const replies: typeof deps.replies = {
    async send() {
      steps.push('answered');
      answered.resolve();
    },
    async replace() {
      await Promise.race([answered.promise, setTimeout(1_000)]);
      steps.push('replaced');
    },
  };
  const state = { list: 'who', targetRef: { kind: 'everyone' }, on: undefined, page: 0 } as const;
  const row = rowId({ place: 'row', state }, 0, connection.id);
  const targetRef = { kind: 'connection', connection: connection.id } as const;
  const metadata = JSON.parse(textFromKickMetadata({ ...memory, targetRef, listed: 1 }));

  await deliverTo({ ...deps, replies }).submit(
    JSON.stringify([...metadata, { url: 'https://hooks.slack.com/actions/T0/1/x', row }]),
    filledIn('hangs since noon', [connection]),
  );

  expect(steps).toEqual(['answered', 'replaced']);
});

const said = (deps: ReturnType<typeof memoryListenerDeps>) => JSON.stringify(deps.poster.views);

test('every connection of the name is terminated if all stay ticked', async () => {
  const { first, second, submit, terminations } = aScene();

  const acks = await submit(filledIn('hangs since noon', [first, second]));

  expect(acks).toEqual([undefined]);
  expect(terminations()).toEqual([{ by: 'username', username: 'bob@example.com' }]);
});

test('a ticked possible match is terminated as well, and counted with the rest', async () => {
  const { deps, first, second, laptop, submit, terminations } = aPossibleScene();

  await submit({ ...filledIn('hangs since noon', [first, second]), ...possibly(laptop) });

  expect(terminations()).toHaveLength(3);
  expect(terminations()).toContainEqual({ by: 'connection', id: laptop.id });
  const requested = deps.app.log.entries.filter(({ kind }) => kind === 'requested');
  expect(requested.map(({ target }) => target)).toEqual(['bob@example.com, bob-laptop']);
});

test('a ticked certificate is blocked as well if a block was chosen', async () => {
  const { deps, first, second, laptop, submit } = aPossibleScene();
  const values = { ...filledIn('laptop stolen', [first, second]), ...possibly(laptop) };
  const block = { block: { type: 'static_select', selected_option: { value: '14400s' } } };

  await submit({ ...values, block }, { channel: 'C0SECOPS', channelName: 'secops' });

  const names = (await deps.app.blocking.blocks.all()).map(({ name }) => name);
  expect(names.toSorted()).toEqual(['bob-laptop', 'bob@example.com']);
});

test('connections that the modal never offered are left alone, whatever the submission contains', async () => {
  const { first, second, stranger, submit, terminations } = aPossibleScene();

  await submit({ ...filledIn('hangs since noon', [first, second]), ...possibly(stranger) });

  expect(terminations()).not.toContainEqual({ by: 'connection', id: stranger.id });
  expect(JSON.stringify(terminations())).not.toContain('anna');
});

test('several certificates at once need kick-many', async () => {
  const { deps, first, second, laptop, tablet, submit, terminations } = aPossibleScene();

  await submit({ ...filledIn('hangs since noon', [first, second]), ...possibly(laptop, tablet) });

  expect(terminations()).toEqual([]);
  expect(deps.app.log.entries.map(({ kind }) => kind)).toEqual(['refused']);
});

test('ticked connections count towards the approval limit, and the approver sees them', async () => {
  const { deps, first, second, laptop, submit, terminations } = aPossibleScene({
    kick: { ...someRules().kick, approveAbove: 2 },
  });

  await submit({ ...filledIn('hangs since noon', [first, second]), ...possibly(laptop) });

  expect(terminations()).toEqual([]);
  expect(deps.app.announcer.approvals).toMatchObject([{ names: 'bob@example.com, bob-laptop' }]);
});

test('only the ticked possible match is terminated if nothing else is ticked', async () => {
  const { laptop, submit, terminations } = aPossibleScene();

  const acks = await submit({ ...filledIn('hangs since noon', []), ...possibly(laptop) });

  expect(acks).toEqual([undefined]);
  expect(terminations()).toEqual([{ by: 'connection', id: laptop.id }]);
});

test('a submission that is delivered again terminates nothing again', async () => {
  const { first, second, laptop, submit, terminations } = aPossibleScene();
  const values = { ...filledIn('hangs since noon', [first, second]), ...possibly(laptop) };

  await submit(values, {}, 'V0ONE');
  const once = terminations().length;
  await submit(values, {}, 'V0ONE');

  expect(terminations()).toHaveLength(once);
});

function aPossibleScene(rules: Partial<Rules> = {}) {
  const [first = aConnection(), second = aConnection()] = someConnections(2);
  const [laptop = aConnection(), tablet = aConnection()] = ['bob-laptop', 'bob-tablet'].map(
    (commonName, place) =>
      aConnection({ id: connectionId(`cvpn-connection-1ab${place}`), username: undefined, commonName }),
  );
  const stranger = aConnection({
    id: connectionId('cvpn-connection-2ab'),
    username: 'anna@example.com',
    commonName: 'anna@example.com',
  });
  const app = anApp([first, second, laptop, tablet, stranger], rules);
  app.vpn.factsOf.set(laptop.endpointId, certificatesOnly);
  const deps = memoryListenerDeps(app);
  const submit = (values: object, given = {}, id?: string) =>
    deliverTo(deps).submit(textFromKickMetadata({ ...memory, ...given }), values, id);
  const terminations = () => app.vpn.terminations;
  return { deps, first, second, laptop, tablet, stranger, submit, terminations };
}

const possibly = (...connections: readonly Connection[]) => ({
  possible: {
    possible: { type: 'checkboxes', selected_options: connections.map(({ id }) => ({ value: id })) },
  },
});

test('an unticked connection is not terminated', async () => {
  const { first, second, submit, terminations } = aScene();

  await submit(filledIn('hangs since noon', [second]));

  expect(terminations()).toEqual([{ by: 'connection', id: second.id }]);
  expect(first.id).not.toBe(second.id);
});

test.each([
  ['a reason that is too short', 'why', undefined, 'reason'],
  ['no reason', null, undefined, 'reason'],
  ['a reason of which nothing can be seen', '\u200B\u200B\u200B\u200B\u200B\u200B', undefined, 'reason'],
  ['nothing ticked', 'hangs since noon', [], 'sessions'],
])('the modal stays open and says %s', async (_title, reason, ticked, block) => {
  const { submit, terminations } = aScene();

  const acks = await submit(filledIn(reason, ticked));

  expect(acks).toEqual([{ response_action: 'errors', errors: { [block]: expect.any(String) } }]);
  expect(terminations()).toEqual([]);
});

test.each([
  ['was open for too long', '2026-11-02T08:44:59Z'],
  ['seems to be opened in the future, as where the clock was set back', '2026-11-02T10:00:00Z'],
])('a modal that %s terminates nothing, and says so', async (_, at) => {
  const { deps, first, second, submit, terminations } = aScene();

  await submit(filledIn('hangs since noon', [first, second]), { openedAt: new Date(at) });

  expect(terminations()).toEqual([]);
  expect(deps.poster.sent).toMatchObject([{ place: 'U0HELGA' }]);
});

test('a modal’s metadata grants nothing: the channel is authorized again', async () => {
  const { deps, first, second, submit, terminations } = aScene();

  await submit(filledIn('hangs since noon', [first, second]), { channel: channelId('C0LEADS') });

  expect(terminations()).toEqual([]);
  expect(deps.app.log.entries).toMatchObject([{ kind: 'refused', detail: 'grant_missing (kick)' }]);
  expect(deps.refused).toEqual(['grant_missing']);
});

test('break-glass in a modal’s metadata is authorized again at the submission', async () => {
  const { deps, submit, terminations } = aScene();

  await submit(filledIn('hangs since noon'), { breakGlass: true });

  expect(deps.poster.sent).toMatchObject([
    { text: expect.stringContaining('You’re not authorized for break-glass') },
  ]);
  expect(deps.refused).toEqual(['break_glass_denied']);
  expect(terminations()).toEqual([]);
});

test.each(['not_in_channel', 'is_archived', 'restricted_action', 'restricted_action_read_only_channel'])(
  'if the channel accepts no messages (%s), the kick begins only after its actor was warned',
  async (word) => {
    const { deps, first, second, submit, terminations } = aScene();
    deps.poster.refuse('C0HELPDESK', word);

    await submit(filledIn('hangs since noon', [first, second]));

    expect([terminations(), deps.app.log.entries]).toEqual([[], []]);
    expect(said(deps)).toContain('*No action was taken.* Bouncer can’t post in <#C0HELPDESK>');
  },
);

test.each([
  [
    'a kick of many by `kick-many` alone',
    ['see', 'kick-many'],
    { targetRef: { kind: 'several', targetRef: [memory.targetRef] }, confirm: 'prod-eu' },
  ],
  ['their own connections', ['see'], { targetRef: { kind: 'name', name: 'helga@example.com' } }],
  ['a block with a kick, by `block` alone', ['see', 'block'], {}],
] as const)('%s does not begin either if the channel accepts no messages', async (_title, allow, given) => {
  const rule = aChannelRule({ allow: [...allow] });
  const app = anApp(
    [
      ...someConnections(2),
      aConnection({ id: connectionId('cvpn-connection-3ab'), username: 'helga@example.com' }),
    ],
    { channels: new Map([[rule.id, rule]]) },
  );
  const deps = memoryListenerDeps(app);
  deps.poster.refuse('C0HELPDESK', 'restricted_action');

  await deliverTo(deps).submit(textFromKickMetadata({ ...memory, listed: 0, ...given }), {
    ...filledIn('hangs since noon'),
    endpoint: { endpoint: { type: 'plain_text_input', value: 'prod-eu' } },
    block: { block: { type: 'static_select', selected_option: { value: '14400s' } } },
  });

  expect([app.vpn.terminations, app.log.entries, await app.blocking.blocks.all()]).toEqual([[], [], []]);
  expect(said(deps)).toContain('*No action was taken.* Bouncer can’t post in <#C0HELPDESK>');
});

test('an actor who may not kick in the channel is denied and recorded, whether or not it accepts messages', async () => {
  const { deps, first, second, submit } = aScene();
  deps.poster.refuse('C0LEADS', 'not_in_channel');

  await submit(filledIn('hangs since noon', [first, second]), { channel: channelId('C0LEADS') });

  expect(deps.app.log.entries).toMatchObject([{ kind: 'refused', detail: 'grant_missing (kick)' }]);
});

test('the connections are terminated once the modal with the warning is submitted', async () => {
  const { deps, first, second, terminations } = aScene();
  deps.poster.refuse('C0HELPDESK', 'restricted_action');
  await deliverTo(deps).type('kick bob@example.com');
  const { blocks = [] } = [...deps.opened, ...deps.filledIn].at(-1) ?? {};

  const values = filledIn('hangs since noon', [first, second]);
  await deliverTo(deps).submit(textFromKickMetadata(memory), values, 'V1', 'kick', blocks);

  expect(JSON.stringify(blocks)).toContain('can’t post in <#C0HELPDESK> because posting there is restricted');
  expect(terminations()).toHaveLength(1);
});

test('the modal says that a channel that accepts no messages cannot receive an approval request', async () => {
  const { deps } = aScene();
  for (const connection of backups(1)) deps.app.vpn.connect(connection);
  deps.poster.refuse('C0HELPDESK', 'not_in_channel');

  await deliverTo(deps).type('kick svc-backup');

  const modal = JSON.stringify([...deps.opened, ...deps.filledIn].at(-1));
  expect(modal).toContain('No one there can be asked to approve this kick');
  expect(modal).toContain('/invite @bouncer');
});

test('a kick that needs an approval is requested in the channel, and the modal closes', async () => {
  const { deps, submit, terminations } = aScene();
  for (const connection of backups(1)) deps.app.vpn.connect(connection);

  const targetRef = { kind: 'name', name: 'svc-backup' };
  const acks = await submit(filledIn('the key leaked'), { targetRef, listed: 0 });

  expect(acks).toEqual([undefined]);
  expect(deps.app.announcer.approvals).toMatchObject([{ state: { kind: 'open' } }]);
  expect([terminations(), deps.poster.sent]).toEqual([[], []]);
});

test('the requester is told if the approval request cannot be posted', async () => {
  const { deps, submit } = aScene();
  for (const connection of backups(1)) deps.app.vpn.connect(connection);
  deps.app.announcer.isDown = true;

  await submit(filledIn('the key leaked'), { targetRef: { kind: 'name', name: 'svc-backup' }, listed: 0 });

  expect(deps.poster.sent).toMatchObject([
    { text: expect.stringContaining('can’t post the request in the channel') },
  ]);
});

test('a modal of an earlier version terminates nothing, and the person is told', async () => {
  const deps = memoryListenerDeps(anApp(someConnections(2)));

  const acks = await deliverTo(deps).submit('["of another version"]', filledIn('hangs since noon'));

  expect(acks).toEqual([undefined]);
  expect(deps.app.vpn.terminations).toEqual([]);
  expect(deps.poster.sent).toMatchObject([{ how: 'post', place: 'U0HELGA' }]);
});

test('a submission that another process receives again begins nothing, and another modal does', async () => {
  const { deps, submit, first, terminations } = aScene();
  await submit(filledIn('hangs since noon'), { listed: 0 });
  deps.app.vpn.connect({ ...first, id: connectionId('cvpn-connection-0back') });

  await submit(filledIn('hangs since noon'), { listed: 0 });
  expect(terminations()).toHaveLength(1);

  await submit(filledIn('hangs again'), { listed: 0 }, 'V2');
  expect(terminations()[1]).toEqual({ by: 'connection', id: 'cvpn-connection-0back' });
});

test('the modal reports an endpoint’s name that was typed wrongly, and nothing is done', async () => {
  const { deps, submit, terminations } = aScene();
  const values = {
    ...filledIn('key stolen'),
    endpoint: { endpoint: { type: 'plain_text_input', value: 'prod-us' } },
  };

  const acks = await submit(values, {
    targetRef: { kind: 'everyone' },
    on: 'prod-eu',
    listed: 0,
    confirm: 'prod-eu',
  });

  expect(acks).toEqual([
    { response_action: 'errors', errors: { endpoint: expect.stringContaining('prod-eu') } },
  ]);
  expect([terminations(), deps.app.log.entries]).toEqual([[], []]);
});
