import { subHours } from 'date-fns/subHours';
import { expect, test, vi } from 'vitest';
import { actionIds } from '../../../src/slack/block-kit/action-ids.ts';
import { aConnection, someConnections } from '../../builders/a-connection.ts';
import { anObservation } from '../../builders/a-usage-series.ts';
import { anEndpoint, lab } from '../../builders/an-endpoint.ts';
import { anEntryDraft } from '../../builders/an-entry-draft.ts';
import { channelId, connectionId, personId } from '../../builders/ids.ts';
import { aChannelRule } from '../../builders/some-rules.ts';
import { anApp, gus, leads } from '../../doubles/an-app.ts';
import { elementsOf, textOf } from '../../e2e/support/elements.ts';
import { deliverTo } from '../../slack/deliver-to.ts';
import { memoryListenerDeps } from '../../slack/memory-listener-deps.ts';

const bobs = someConnections(1);
const annas = aConnection({ id: connectionId('cvpn-connection-2ab'), username: 'anna@example.com' });

const opened = (user: string, tab = 'home') => ({
  type: 'app_home_opened',
  user,
  channel: `D${user.slice(1)}`,
  tab,
  event_ts: '1.0',
});

function aScene(...given: Parameters<typeof anApp>) {
  const deps = memoryListenerDeps(anApp(...given));
  return {
    deps,
    async open(user: string, tab?: string) {
      await deliverTo(deps).happen(opened(user, tab));
      return deps.published.at(-1)?.view ?? { type: 'home' as const, blocks: [] };
    },
  };
}

/** The value of the first Terminate on a tab. */
function terminateValueOn({ blocks }: { readonly blocks: readonly object[] }): string {
  const [, value = ''] = /"value":"(\[.*?\])"/.exec(JSON.stringify(blocks)) ?? [];
  return JSON.parse(`"${value}"`);
}

test('shows people their own connections, with a button for each', async () => {
  const { open } = aScene([...bobs, annas]);

  const home = await open('U0BOB');

  expect(textOf(home)).toContain('bob@example.com');
  expect(textOf(home)).not.toContain('anna');
  expect(JSON.stringify(home.blocks).match(/"terminate"/g)).toHaveLength(1);
});

test('names only channels that the person is in, and endpoints that these let them see', async () => {
  const { deps, open } = aScene([], { channels: new Map([[leads.id, { ...leads, endpoints: [lab] }]]) });

  const member = await open('U0BOB');
  deps.app.directory.setMembership(leads.id, personId('U0BOB'), 'absent');
  const outside = await open('U0BOB');

  expect(textOf(member)).toContain('C0LEADS');
  expect(textOf(member)).toContain('0 connected');
  expect(textOf(member)).not.toContain('prod-eu*');
  expect(textOf(outside)).not.toContain('C0LEADS');
  expect(textOf(outside)).not.toContain('Endpoints');
});

test('names a channel of the person’s, however many others are configured before it', async () => {
  const others = Array.from({ length: 20 }, (_, index) => aChannelRule({ id: channelId(`C0OTHER${index}`) }));
  const channels = new Map([...others, leads].map((rule) => [rule.id, rule]));
  const { deps, open } = aScene([], { channels });
  for (const { id } of others) deps.app.directory.setMembership(id, personId('U0BOB'), 'absent');

  expect(textOf(await open('U0BOB'))).toContain('C0LEADS');
});

test('says on which endpoints no one is blocked if the channels see no others', async () => {
  const onLab = aChannelRule({ id: leads.id, name: 'leads', allow: ['see', 'block'], endpoints: [lab] });
  const { open } = aScene(bobs, { channels: new Map([[leads.id, onLab]]) });

  expect(textOf(await open('U0BOB'))).toContain('No one is blocked on lab.');
});

test('does not say that people aren’t connected where they are known by a certificate only', async () => {
  const { deps, open } = aScene([]);
  deps.app.vpn.factsOf.set(lab.id, {
    status: 'available',
    authentication: ['certificate'],
    connectHandler: 'none',
    sessionTimeoutHours: 24,
  });

  const text = textOf(await open('U0BOB'));

  expect(text).not.toContain('You aren’t connected');
  expect(text).toContain('people are identified only by a certificate');
});

test('shows every endpoint to everyone if the operator says so', async () => {
  const { open } = aScene(bobs, { channels: new Map(), everyoneMaySeeHealth: true });

  const home = await open('U0BOB');

  expect(textOf(home)).toMatch(/prod-eu\S*\s+1 connected/);
  expect(textOf(home)).toContain('lab');
});

test('shows the last day of an endpoint without asking EC2 for its limit', async () => {
  const { deps, open } = aScene(bobs);
  const { app } = deps;
  await app.history.recordObservation(anObservation(subHours(app.clock.now(), 2), 7));
  const asked = vi.spyOn(app.vpn, 'networks');

  const home = await open('U0BOB');

  expect(textOf(home)).toContain('Last 24 hours');
  expect(elementsOf(home).filter(({ actionId }) => actionId === actionIds.charts)).toMatchObject([
    { value: anEndpoint().id },
  ]);
  expect(asked).not.toHaveBeenCalled();
});

test('shows a guest nothing but the reason', async () => {
  const { open } = aScene(bobs, { everyoneMaySeeHealth: true });

  const home = await open(gus.id);

  expect(textOf(home)).toBe(':no_entry: Guests can’t use Bouncer.');
});

test('shows someone whom Slack does not vouch for nothing but the reason', async () => {
  const { open } = aScene(bobs, { everyoneMaySeeHealth: true });

  expect(textOf(await open('U0NOBODY'))).toContain('Slack couldn’t verify your account');
});

test('shows the other sections if one cannot be looked up', async () => {
  const { deps, open } = aScene(bobs);
  deps.app.vpn.fail({ method: 'connections', code: 'aws_denied', on: lab, times: 100 });

  const home = await open('U0BOB');

  expect(textOf(home)).toContain('bob@example.com');
  expect(textOf(home)).toContain('can’t read its state');
});

test('is not published when another tab is opened', async () => {
  const { deps, open } = aScene(bobs);

  await open('U0BOB', 'messages');

  expect(deps.published).toEqual([]);
});

test('Terminate opens the modal on top of the Home tab, for the person’s own connection only', async () => {
  const { deps, open } = aScene([...bobs, annas], { channels: new Map() });
  const home = await open('U0BOB');
  const { pressOnHome } = deliverTo(deps);
  const value = terminateValueOn(home);

  await pressOnHome(home, 'U0BOB', { action_id: actionIds.terminate, block_id: 'b', value });
  expect(textOf(deps.filledIn.at(-1) ?? { blocks: [] })).toContain('bob@example.com');

  await pressOnHome(home, 'U0BOB', {
    action_id: actionIds.terminate,
    block_id: 'b',
    value: value.replace(bobs[0]?.id ?? '', annas.id),
  });
  expect(textOf(deps.filledIn.at(-1) ?? { blocks: [] })).toContain(':no_entry:');
  expect(deps.refused).toEqual(['channel_unknown']);
});

test('a Home tab whose metadata names a channel acts in none', async () => {
  const { deps, open } = aScene(bobs);
  // What Helga may terminate in #helpdesk, as Bob’s own tab offers it to him.
  const value = terminateValueOn(await open('U0BOB'));
  const home = await open('U0HELGA');
  const terminate = { action_id: actionIds.terminate, block_id: 'b', value };
  const metadata = JSON.stringify(['C0HELPDESK', 'helpdesk']);
  const { press, pressOnHome } = deliverTo(deps);

  await pressOnHome({ ...home, private_metadata: metadata }, 'U0HELGA', terminate).catch(() => {});
  expect([deps.opened, deps.filledIn]).toEqual([[], []]);

  await press(terminate);
  expect(textOf(deps.filledIn.at(-1) ?? { blocks: [] })).toContain('bob@example.com');
});

test('leaves the look-ups of members that authorization needs to those who act', async () => {
  const { deps, open } = aScene();
  const { directory } = deps.app;
  let looks = 0;
  directory.recentMembership = async () => 'member';
  directory.membership = async () => {
    looks += 1;
    return 'member';
  };

  const home = await open('U0OMAR');

  expect(textOf(home)).toContain('No one is blocked');
  expect(looks).toBe(0);
});

test('lists what the person did, except in channels that they left', async () => {
  const { deps, open } = aScene();
  const { log, directory } = deps.app;
  const actor = { id: 'U0HELGA', name: 'helga', team: 'T0HOME' };
  const places = { helpdesk: 'C0HELPDESK', leads: 'C0LEADS', directmessage: 'D0HELGA' };
  for (const [name, id] of Object.entries(places))
    await log.append(
      anEntryDraft({
        kind: 'requested',
        correlation: `corr-${name}`,
        actor,
        channel: { id, name },
        reason: `in ${name}`,
      }),
    );
  directory.setMembership(leads.id, personId('U0HELGA'), 'absent');

  const text = textOf(await open('U0HELGA'));

  expect(text).toContain('in helpdesk');
  expect(text).toContain('in directmessage');
  expect(text).not.toContain('in leads');
});

test('asks EC2 for no single person while an endpoint does not respond', async () => {
  const { deps, open } = aScene(bobs);
  deps.app.vpn.fail({ method: 'connections', code: 'aws_unreachable', on: lab, times: 100 });
  const asked = vi.spyOn(deps.app.snapshots, 'connections');

  const home = await open('U0BOB');

  expect(textOf(home)).toContain('bob@example.com');
  expect(asked.mock.calls.map(([, { by }]) => by)).toEqual([]);
});
