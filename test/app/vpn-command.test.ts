import { expect, test, vi } from 'vitest';
import { Failure } from '../../src/domain/failure.ts';
import { aConnection, someConnections } from '../builders/a-connection.ts';
import { lab } from '../builders/an-endpoint.ts';
import { channelId, groupId } from '../builders/ids.ts';
import { aChannelRule, someRules } from '../builders/some-rules.ts';
import { aBlock } from '../contract/a-block.ts';
import { anApp, bob, helga } from '../doubles/an-app.ts';
import { deliverTo } from '../slack/deliver-to.ts';
import { memoryListenerDeps } from '../slack/memory-listener-deps.ts';

const outsider = { id: 'U0HELGA', team_id: 'T0OTHER', name: 'helga' };
const all = aChannelRule({ allow: ['see', 'kick', 'kick-many', 'block'] });

test.each(['', 'who', 'who <@U0BOB>', 'me', 'history', 'endpoints', 'help', 'hwo', 'who on nowhere'])(
  '“/vpn %s” is acknowledged at once and answered to the person alone',
  async (text) => {
    const deps = memoryListenerDeps(anApp(someConnections(3)));

    const acks = await deliverTo(deps).type(text);

    expect(acks).toEqual([undefined]);
    expect(deps.poster.sent).toMatchObject([{ how: 'postEphemeral', place: 'C0HELPDESK U0HELGA' }]);
  },
);

test('“/vpn kick” opens the modal', async () => {
  const deps = memoryListenerDeps(anApp(someConnections(3)));

  await deliverTo(deps).type('kick bob@example.com hangs');

  expect(deps.opened).toHaveLength(1);
  expect(deps.app.vpn.terminations).toEqual([]);
});

test.each([
  'kick <@U0BOB> on labb hangs',
  'kick <@U0BOB> hangs on labb',
  `kick <@U0BOB> on ${lab.id}0 hangs`,
  'kick all on labb key stolen',
  'block <@U0BOB> 2d on labb',
  'block <@U0BOB> on labb 2d laptop stolen',
  'unblock <@U0BOB> on labb laptop found',
])('“/vpn %s” does nothing, offers nothing to confirm, and asks for the endpoint', async (text) => {
  const app = anApp(someConnections(3), someRules({ channels: [all] }));
  await app.blocking.blocks.put(aBlock({ name: 'bob@example.com' }));
  const deps = memoryListenerDeps(app);

  await deliverTo(deps).type(text);

  const answer = answerOf(deps);
  expect(answer).toMatch(/“labb”|“cvpn-endpoint-[0-9a-f]+0”|only the endpoint lab\?/);
  expect(answer).toContain('on holiday, laptop stolen');
  expect(answer).not.toContain('"submit"');
  expect(await app.blocking.blocks.all()).toHaveLength(1);
  expect(app.log.entries).toEqual([]);
});

test.each([
  'kick <@U0BOB> on prod hangs',
  'kick <@U0BOB> hangs on prod-eu',
  'kick <@U0BOB> hangs on prod-ue',
  'who on prod',
])('“/vpn %s” names only the channel’s endpoints', async (text) => {
  const app = anApp(someConnections(3), someRules({ channels: [{ ...all, endpoints: [lab] }] }));
  const deps = memoryListenerDeps(app);

  await deliverTo(deps).type(text);

  expect(answerOf(deps)).toMatch(/endpoint/i);
  expect(answerOf(deps).replaceAll(/“[^”]*”/g, '')).not.toContain('prod-eu');
});

/** What the person reads: a message, or what took the place of "Looking up…". */
function answerOf({ poster, filledIn }: ReturnType<typeof memoryListenerDeps>): string {
  return JSON.stringify([poster.views, filledIn]);
}

test('names no endpoints to an outsider in the channel', async () => {
  const deps = memoryListenerDeps(anApp(someConnections(3), someRules({ channels: [all] })));

  await deliverTo(deps, outsider).type('kick bob@example.com hangs on labb');

  expect(answerOf(deps)).toContain('None here has that name');
  expect(answerOf(deps).replaceAll('labb', '')).not.toContain('lab');
});

const secops = aChannelRule({ id: channelId('C0SECOPS'), name: 'secops', allow: ['see', 'block', 'audit'] });

test.each([
  'audit',
  'doctor',
  'block bob@example.com 4h laptop stolen',
  'unblock bob@example.com laptop found',
])('“/vpn %s” names a channel that allows it only to people in that channel', async (text) => {
  const scene = () =>
    memoryListenerDeps(anApp(someConnections(3), someRules({ channels: [aChannelRule(), secops] })));
  const [member, stranger] = [scene(), scene()];
  stranger.app.directory.setMembership(secops.id, helga.id, 'absent');

  await deliverTo(member).type(text);
  await deliverTo(stranger).type(text);

  expect(answerOf(member)).toContain('You can in <#C0SECOPS>.');
  expect(answerOf(stranger)).toContain('You can’t ');
  expect(answerOf(stranger)).not.toContain('C0SECOPS');
});

test('a denial does not wait for a look-up of channels that does not end', async () => {
  const app = anApp(someConnections(3), someRules({ channels: [aChannelRule(), secops] }));
  app.directory.recentMembership = () => new Promise(() => {});
  const deps = memoryListenerDeps(app);

  await deliverTo(deps).type('audit');

  expect(answerOf(deps)).toContain('You can’t read the audit log');
});

/** The button of the only message that was sent. */
function buttonIn(deps: ReturnType<typeof memoryListenerDeps>) {
  const [view] = deps.poster.views;
  const buttons = view?.blocks.flatMap((block) => (block.type === 'actions' ? block.elements : [])) ?? [];
  const [first] = buttons.flatMap((element) => (element.type === 'button' ? [element] : []));
  return { action_id: first?.action_id ?? '', block_id: 'meant_command', value: first?.value ?? '' };
}

test('Continue opens the kick modal that was probably meant, with the reason as typed, and does nothing more', async () => {
  const deps = memoryListenerDeps(anApp(someConnections(3)));
  await deliverTo(deps).type('kcik bob@example.com stale & since noon');

  await deliverTo(deps).press(buttonIn(deps));

  expect(answerOf(deps)).toContain('Did you mean `/vpn kick bob@example.com stale &amp; since noon`?');
  expect(deps.opened).toHaveLength(1);
  expect(JSON.stringify(deps.filledIn)).toContain('"initial_value":"stale & since noon"');
  expect(deps.app.vpn.terminations).toEqual([]);
});

test('Run it shows the list that was probably meant', async () => {
  const deps = memoryListenerDeps(anApp(someConnections(3)));
  await deliverTo(deps).type('hwo bob@example.com');

  await deliverTo(deps).press(buttonIn(deps));

  expect(deps.poster.sent.at(-1)?.text).toContain('bob@example.com');
  expect(deps.opened).toEqual([]);
});

test('Continue is authorized again', async () => {
  const deps = memoryListenerDeps(anApp(someConnections(3)));
  await deliverTo(deps).type('kcik bob@example.com stale session');
  deps.app.directory.setMembership(channelId('C0HELPDESK'), helga.id, 'absent');

  await deliverTo(deps).press(buttonIn(deps));

  expect(answerOf(deps)).toContain('because you’re not a member');
  expect(JSON.stringify(deps.opened)).not.toContain('"submit"');
});

test.each([
  ['run_command', 'kick bob@example.com stale'],
  ['continue_command', 'who'],
])('%s with the forged text “%s” does nothing', async (actionId, value) => {
  const deps = memoryListenerDeps(anApp(someConnections(3)));

  await deliverTo(deps).press({ action_id: actionId, block_id: 'meant_command', value });

  expect(answerOf(deps)).toContain('another version');
  expect(deps.opened).toEqual([]);
});

test('Continue with a board says where it is in the modal that was opened before, and nothing more elsewhere', async () => {
  const scene = () => {
    const deps = memoryListenerDeps(anApp(someConnections(3), someRules({ channels: [all] })));
    deps.app.directory.groups.set(groupId('S0PLATFORM'), [bob.id]);
    deps.app.directory.handles.set(groupId('S0PLATFORM'), 'platform');
    return deps;
  };
  const [opened, plain] = [scene(), scene()];

  for (const deps of [opened, plain]) {
    await deliverTo(deps).type('bord @platform');
    if (deps === opened) deps.waiting.set('T1', 'V1');
    await deliverTo(deps).press(buttonIn(deps));
    expect(deps.app.announcer.boards).toHaveLength(1);
    expect(deps.poster.sent).toHaveLength(1);
  }

  expect(JSON.stringify(opened.filledIn)).toContain('The board is now in <#C0HELPDESK>.');
  expect(plain.filledIn).toEqual([]);
});

test('“/vpn help kick” shows every form of one command', async () => {
  const deps = memoryListenerDeps(anApp());

  await deliverTo(deps).type('help kick');

  expect(answerOf(deps)).toContain('/vpn kick @person on prod-eu');
});

test.each(['who bob on lab now', 'kick bob@example.com lab hangs'])(
  '“/vpn %s” by an outsider gets a denial instead of a question',
  async (text) => {
    const deps = memoryListenerDeps(anApp(someConnections(3), someRules({ channels: [all] })));

    await deliverTo(deps, outsider).type(text);

    expect(answerOf(deps)).toContain('Only members of this workspace');
    expect(answerOf(deps)).not.toContain('lab');
  },
);

test.each([
  ['kick <@U0BOB> “on holiday, laptop stolen”', 'on holiday, laptop stolen'],
  ['kick <@U0BOB>, stale since noon', 'stale since noon'],
  ['kick <@U0BOB> on LAB see <https://wiki.example/x>', 'see https://wiki.example/x'],
])('“/vpn %s” opens the modal with the intended reason', async (text, reason) => {
  const app = anApp([...someConnections(1), aConnection({ endpointId: lab.id })]);
  const deps = memoryListenerDeps(app);

  await deliverTo(deps).type(text);

  expect(JSON.stringify([...deps.opened, ...deps.filledIn])).toContain(`"initial_value":"${reason}"`);
});

test('counts a denial', async () => {
  const deps = memoryListenerDeps(anApp([], { channels: new Map() }));

  await deliverTo(deps).type('who');

  expect(deps.refused).toEqual(['channel_unknown']);
});

test('answers another command name with the configured one, and does nothing', async () => {
  const deps = {
    ...memoryListenerDeps(anApp(someConnections(3))),
    names: { command: '/access', handle: '@bouncer' },
  };

  await deliverTo(deps).type('kick bob@example.com hangs');

  expect(deps.opened).toEqual([]);
  expect(JSON.stringify(deps.poster.sent)).toContain('responds to `/access`, not `/vpn`');
});

test.each(['who @Platform', 'who <!subteam^S0PLATFORM|@platform>'])(
  '“/vpn %s” shows who of the group is connected',
  async (text) => {
    const deps = memoryListenerDeps(anApp(someConnections(3)));
    deps.app.directory.groups.set(groupId('S0PLATFORM'), [bob.id]);
    deps.app.directory.handles.set(groupId('S0PLATFORM'), 'platform');

    await deliverTo(deps).type(text);

    expect(answerOf(deps)).toContain('1 of 1 member connected');
  },
);

test.each([
  ['kick @platform left', 'several people’s connections'],
  ['block @platform 4h left', 'block people'],
])('“/vpn %s” is answered like a mention of the group', async (text, answer) => {
  const app = () => {
    const deps = memoryListenerDeps(anApp(someConnections(3), someRules({ channels: [aChannelRule()] })));
    deps.app.directory.groups.set(groupId('S0PLATFORM'), [bob.id, helga.id]);
    deps.app.directory.handles.set(groupId('S0PLATFORM'), 'platform');
    return deps;
  };
  const [typed, mentioned] = [app(), app()];

  await deliverTo(typed).type(text);
  await deliverTo(mentioned).type(text.replace('@platform', '<!subteam^S0PLATFORM|@platform>'));

  expect(answerOf(typed)).toContain(answer);
  expect(answerOf(typed)).toBe(answerOf(mentioned));
});

test.each(['who @dora', 'kick @dora left the company', 'block @dora 4h left the company'])(
  '“/vpn %s” says that no one can mention a deactivated person, and lists the matching names',
  async (text) => {
    const app = anApp([aConnection({ username: 'dora@example.com' })], someRules({ channels: [all] }));
    const deps = memoryListenerDeps(app);

    await deliverTo(deps).type(text);

    expect(answerOf(deps)).toContain('No user group or active person is named “@dora”');
    expect(answerOf(deps)).toContain('dora@example.com');
    expect(app.log.entries).toEqual([]);
  },
);

test.each(['who @platform', 'kick @platform key stolen', 'block @platform 4h key stolen'])(
  '“/vpn %s” does nothing and uses no VPN name if Slack cannot be asked about the group',
  async (text) => {
    const app = anApp([aConnection({ username: 'platform' })], someRules({ channels: [all] }));
    app.directory.groupCalled = async () => {
      throw new Failure('slack_throttled', 'list user groups: Slack limited the rate');
    };
    const deps = memoryListenerDeps(app);

    await deliverTo(deps).type(text);

    expect(answerOf(deps)).toContain('No action was taken');
    expect(answerOf(deps)).toContain('Bouncer couldn’t check whether “@platform” is a user group');
    expect(answerOf(deps)).toContain('Slack is limiting requests');
    expect(answerOf(deps)).not.toContain('No user group or active person');
    expect(deps.opened).toEqual([]);
    expect(app.log.entries).toEqual([]);
  },
);

test('answers in time if the list of user groups does not arrive', async () => {
  const app = anApp([aConnection({ username: 'platform' })], someRules({ channels: [all] }));
  app.directory.groupCalled = () => new Promise(() => {});
  const deps = memoryListenerDeps(app);

  await deliverTo(deps).type('kick @platform key stolen');

  expect(answerOf(deps)).toContain('Bouncer couldn’t check whether “@platform” is a user group');
  expect(deps.opened).toEqual([]);
});

test.each(['who @platform', 'kick @platform key stolen', 'block @platform 4h key stolen', 'audit @platform'])(
  '“/vpn %s” by an outsider gets a denial without asking Slack about groups',
  async (text) => {
    const deps = memoryListenerDeps(anApp(someConnections(3), someRules({ channels: [all] })));
    const asked = vi.spyOn(deps.app.directory, 'groupCalled');

    await deliverTo(deps, outsider).type(text);

    expect(answerOf(deps)).toContain('Only members of this workspace');
    expect(deps.refused).toEqual(['person_outsider']);
    expect(asked).not.toHaveBeenCalled();
  },
);

test('“/vpn kick” of one’s own VPN name with an @ needs no grant and asks about no group', async () => {
  const people = { match: 'email', map: new Map([[helga.id, ['helga-vpn']]]) } as const;
  const own = aConnection({ username: 'helga-vpn' });
  const deps = memoryListenerDeps(anApp([own], { ...someRules({ channels: [] }), people }));
  const asked = vi.spyOn(deps.app.directory, 'groupCalled');

  await deliverTo(deps).type('kick @helga-vpn left it open');

  expect(deps.refused).toEqual([]);
  expect(JSON.stringify([...deps.opened, ...deps.filledIn])).toContain('helga-vpn');
  expect(asked).not.toHaveBeenCalled();
});
