import { expect, test } from 'vitest';
import { aConnection } from '../../builders/a-connection.ts';
import { aLaunch } from '../../builders/a-launch.ts';
import { aPerson } from '../../builders/a-person.ts';
import { channelId, personId } from '../../builders/ids.ts';
import { anApp, helga } from '../../doubles/an-app.ts';
import { deliverTo } from '../../slack/deliver-to.ts';
import { memoryListenerDeps } from '../../slack/memory-listener-deps.ts';

const user = { id: 'U0HELGA', username: 'helga', team_id: 'T0HOME' };
const shortcut = {
  type: 'shortcut',
  callback_id: 'launcher',
  user,
  team: { id: 'T0HOME' },
  trigger_id: 'T1',
};

function aScene(
  options: Parameters<typeof anApp>[1] = {},
  answer?: Parameters<typeof memoryListenerDeps>[1],
) {
  const deps = memoryListenerDeps(anApp([aConnection()], options), answer);
  const { deliver } = deliverTo(deps);
  return { deps, deliver, shown: () => JSON.stringify(deps.filledIn.at(-1)) };
}

function onMessage(message: object, channel = { id: 'C0HELPDESK', name: 'privategroup' }) {
  const body = { callback_id: 'who_is_this', message_ts: '1.1', response_url: 'https://hooks.slack.com/1' };
  const written = { type: 'message', ts: '1.1', text: 'My VPN hangs', ...message };
  return {
    ...body,
    type: 'message_action',
    user,
    team: { id: 'T0HOME' },
    trigger_id: 'T1',
    channel,
    message: written,
  };
}

test('the global shortcut opens the launcher, which suggests the current channel', async () => {
  const { deps, deliver } = aScene();

  expect(await deliver(shortcut)).toEqual([undefined]);

  expect(deps.opened).toMatchObject([{ callback_id: 'launcher', submit: { text: 'Continue' } }]);
  expect(JSON.stringify(deps.opened)).toContain('"default_to_current_conversation":true');
});

test('a launcher that the ingress has opened is not opened again', async () => {
  const { deps, deliver } = aScene();
  deps.waiting.set('T1', 'V9');

  await deliver(shortcut);

  expect([deps.opened, deps.filledIn]).toEqual([[], []]);
});

test('a trigger that is too old is answered in a direct message', async () => {
  const { deps, deliver } = aScene({}, { kind: 'too_late' });

  await deliver(shortcut);

  expect(deps.poster.sent).toMatchObject([{ how: 'post', place: 'U0HELGA' }]);
});

test('a submission is answered in the launcher, with buttons that know the channel', async () => {
  const { deps, deliver, shown } = aScene();

  const acks = await deliver(aLaunch({ what: 'who', name: 'bob' }));

  expect(acks).toMatchObject([{ response_action: 'update', view: { type: 'modal' } }]);
  expect(shown()).toContain('bob@example.com');
  expect(JSON.parse(deps.filledIn.at(-1)?.private_metadata ?? '')).toEqual(['C0HELPDESK', 'C0HELPDESK']);
  expect(deps.poster.sent).toEqual([]);
});

test('waits with the answer until Slack has got the acknowledgement, which would replace it', async () => {
  const { deps, deliver } = aScene();
  const looks: unknown[] = [];
  deps.modals.updateByExternalId = async (externalId) => {
    looks.push({ externalId, answers: deps.filledIn.length });
    return looks.length === 3;
  };

  const [ack] = await deliver(aLaunch({ what: 'who', name: 'bob' }));

  const before = { externalId: 'launcher V1', answers: 0 };
  expect(ack).toMatchObject({ view: { external_id: 'launcher V1' } });
  expect(looks).toEqual([before, before, before]);
  expect(deps.filledIn).toHaveLength(1);
});

test('answers after the three seconds in which Slack takes an acknowledgement, even if none is seen', async () => {
  const { deps, deliver, shown } = aScene();
  const began = deps.app.clock.now().getTime();
  deps.modals.updateByExternalId = async () => false;

  await deliver(aLaunch({ what: 'who', name: 'bob' }));

  expect(deps.app.clock.now().getTime() - began).toBeGreaterThanOrEqual(3_000);
  expect(shown()).toContain('bob@example.com');
});

test('a list that is shared from the modal is posted, and the modal says where', async () => {
  const { deps, deliver, shown } = aScene();
  await deliver(aLaunch({ what: 'who', name: 'bob' }));
  const list = deps.filledIn.at(-1);
  const block = list?.blocks.find(({ block_id: id, type }) => type === 'actions' && id?.startsWith('list'));

  await deliver({
    type: 'block_actions',
    user,
    team: { id: 'T0HOME' },
    trigger_id: 'T2',
    view: { id: 'V1', callback_id: 'answer', private_metadata: list?.private_metadata },
    container: { type: 'view', view_id: 'V1' },
    actions: [{ type: 'button', action_id: 'list_share', block_id: block?.block_id, value: '0' }],
  });

  expect(deps.poster.sent).toMatchObject([{ how: 'post', place: 'C0HELPDESK' }]);
  expect(shown()).toContain('The list is now in <#C0HELPDESK>.');
});

test('a kick continues in the launcher with the modal that confirms it', async () => {
  const { deps, deliver } = aScene();

  await deliver(aLaunch({ what: 'kick', name: 'bob@example.com' }));

  expect(deps.filledIn.at(-1)).toMatchObject({ callback_id: 'kick', submit: { text: 'Terminate' } });
});

test('an input that is wrong is shown in the launcher, and nothing is looked up', async () => {
  const { deps, deliver } = aScene();

  const acks = await deliver(aLaunch({ what: 'kick' }));

  expect(acks).toMatchObject([
    { response_action: 'errors', errors: { launcher_person: expect.any(String) } },
  ]);
  expect([deps.app.vpn.calls, deps.filledIn]).toEqual([[], []]);
});

test.each(['kick', 'block', 'who', 'history', 'endpoints'])(
  'nobody can %s in a private channel that they chose but aren’t a member of',
  async (what) => {
    const { deps, deliver, shown } = aScene();
    deps.app.directory.setMembership(channelId('C0SECOPS'), helga.id, 'absent');

    await deliver(
      aLaunch({ what, name: what === 'endpoints' ? null : 'bob@example.com', channel: 'C0SECOPS' }),
    );

    expect(shown()).toContain('because you’re not a member');
    expect(deps.app.vpn.calls).toEqual([]);
    expect(deps.refused).toEqual(['membership_missing']);
  },
);

test('a channel where it is not allowed is answered with a denial', async () => {
  const { deps, deliver, shown } = aScene();

  await deliver(aLaunch({ what: 'kick', name: 'bob@example.com', channel: 'C0GENERAL' }));

  expect(shown()).toContain('no_entry');
  expect(deps.refused).toEqual(['channel_unknown']);
});

test('a submission of another version is answered in the modal', async () => {
  const { deliver, shown } = aScene();

  await deliver(aLaunch({ what: 'fly' }));

  expect(shown()).toContain('another version of Bouncer');
});

test('“Who is this on the VPN?” lists the connections of the message’s author in a modal', async () => {
  const { deps, deliver, shown } = aScene();

  expect(await deliver(onMessage({ user: 'U0BOB' }))).toEqual([undefined]);

  expect(JSON.stringify(deps.opened)).toContain('Looking up');
  expect(shown()).toContain('bob@example.com');
  expect(deps.poster.sent).toEqual([]);
});

test('its answer to a reply keeps the thread', async () => {
  const { deps, deliver } = aScene();

  await deliver(onMessage({ user: 'U0BOB', thread_ts: '0.5' }));

  expect(deps.filledIn.at(-1)?.private_metadata).toContain('"0.5"');
});

test('its answer to a message with replies belongs to no thread', async () => {
  const { deps, deliver } = aScene();

  await deliver(onMessage({ user: 'U0BOB', thread_ts: '1.1', reply_count: 1 }));

  expect(JSON.parse(deps.filledIn.at(-1)?.private_metadata ?? '')).toEqual(['C0HELPDESK', 'C0HELPDESK']);
});

test('without a modal, the answer is an ephemeral message in the thread', async () => {
  const { deps, deliver } = aScene({}, { kind: 'too_late' });

  await deliver(onMessage({ user: 'U0BOB', thread_ts: '0.5' }));

  expect(deps.poster.sent).toMatchObject([{ how: 'postEphemeral', place: 'C0HELPDESK under 0.5 U0HELGA' }]);
});

test('it is denied where the channel doesn’t have the grant', async () => {
  const { deps, deliver, shown } = aScene();

  await deliver(onMessage({ user: 'U0BOB' }, { id: 'C0GENERAL', name: 'general' }));

  expect(shown()).toContain('no_entry');
  expect([deps.app.vpn.calls, deps.refused]).toEqual([[], ['channel_unknown']]);
});

test('about one’s own message, it lists one’s own connections', async () => {
  const { deps, deliver } = aScene();

  await deliver(onMessage({ user: 'U0HELGA' }, { id: 'C0GENERAL', name: 'general' }));

  expect(deps.refused).toEqual([]);
});

test.each([
  ['without a user', {}],
  ['whose user is a bot', { user: 'U0ROBOT', bot_id: 'B0ROBOT' }],
])('it says that an app wrote a message %s', async (_title, message) => {
  const { deps, deliver, shown } = aScene();
  const robot = aPerson({ id: personId('U0ROBOT'), accountType: 'bot' });
  deps.app.directory.people.set(robot.id, robot);

  await deliver(onMessage(message));

  expect(shown()).toContain('An app posted this message');
  expect(deps.app.vpn.calls).toEqual([]);
});

test('a failure is shown in the modal, and logged', async () => {
  const { deps, deliver, shown } = aScene();
  deps.app.directory.person = async () => {
    throw new Error('broken');
  };

  await deliver(onMessage({ user: 'U0BOB' }));

  expect(shown()).toContain(':x:');
  expect(JSON.stringify(deps.logger.lines)).toContain('a look-up for a modal failed');
});

test.each(['shortcut', 'message_action'])('a %s of another version is answered', async (type) => {
  const { deps, deliver } = aScene();

  const acks = await deliver({ ...onMessage({ user: 'U0BOB' }), type, callback_id: 'of_tomorrow' });

  expect(acks).toEqual([undefined]);
  expect(JSON.stringify(deps.poster.sent)).toContain('another version of Bouncer');
});
