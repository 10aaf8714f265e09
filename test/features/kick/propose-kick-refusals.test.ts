import { expect, test, vi } from 'vitest';
import { runDueJobs } from '../../../src/app/run-jobs.ts';
import type { Channel } from '../../../src/domain/channel.ts';
import type { Connection } from '../../../src/domain/connection.ts';
import type { ExactTargetRef } from '../../../src/domain/target.ts';
import { proposeKick } from '../../../src/features/kick/propose-kick.ts';
import type { Requester } from '../../../src/policy/load-access.ts';
import { aChannel } from '../../builders/a-channel.ts';
import { aConnection, someConnections } from '../../builders/a-connection.ts';
import { anEndpoint, lab } from '../../builders/an-endpoint.ts';
import { channelId, connectionId, personId, teamId } from '../../builders/ids.ts';
import { aChannelRule, someRules } from '../../builders/some-rules.ts';
import { aRequester } from '../../doubles/a-requester.ts';
import { anApp, bob, gus, helga, type MemoryContext, secops } from '../../doubles/an-app.ts';
import { certificatesOnly } from '../../doubles/memory-vpn.ts';

const bobByName: ExactTargetRef = { kind: 'name', name: 'bob@example.com' };
const inGeneral = aRequester(helga, 'C0GENERAL');
const shared: Connection = aConnection({
  id: connectionId('cvpn-connection-0ca'),
  username: 'anna@example.com',
  commonName: 'laptop.example.com',
});
const sharedToo = { ...shared, id: connectionId('cvpn-connection-0cb'), username: 'bob@example.com' };

function propose(app: MemoryContext, requester: Requester, targetRef = bobByName, on?: string) {
  return proposeKick(app, { requester, selection: { targetRef, on }, breakGlass: false });
}

function inHelpdesk(channel: Partial<Channel>): MemoryContext {
  const app = anApp(someConnections(1));
  app.directory.channels.set(channelId('C0HELPDESK'), aChannel(channel));
  return app;
}

test.each<[string, Requester, string]>([
  ['a guest', aRequester(gus), 'person_guest'],
  ['an outsider', { ...aRequester(helga), team: teamId('T0OTHER') }, 'person_outsider'],
  [
    'a person whom Slack does not know',
    { ...aRequester(helga), person: personId('U0NOBODY') },
    'person_unverifiable',
  ],
  ['a member in a channel that only looks', aRequester(helga, 'C0LEADS'), 'grant_missing'],
  ['a member in a channel that nobody configured', inGeneral, 'channel_unknown'],
])(
  '%s is denied before any look-up, recorded at once and announced by a job',
  async (_title, requester, reason) => {
    const app = anApp(someConnections(1));

    const finding = await propose(app, requester);

    expect(finding).toMatchObject({ kind: 'refused', denial: { reason } });
    expect(app.vpn.calls).toEqual([]);
    expect(app.log.entries).toMatchObject([
      { kind: 'refused', target: 'bob@example.com', detail: `${reason} (kick)`, correlation: 'corr-0001' },
    ]);
    expect(app.announcer.threads).toEqual([]);
    await runDueJobs(app);
    await vi.waitFor(() => expect(app.announcer.threads).toEqual([app.log.entries]));
  },
);

test.each([
  ['another of their workspaces', 'T0LABS', 'proposed'],
  ['their organization', 'E0ACME', 'proposed'],
  ['a workspace that is not theirs', 'T0OTHER', 'refused'],
])('a request by a person on Enterprise Grid who names %s is %s', async (_title, team, kind) => {
  const app = anApp(someConnections(1));
  const otherTeams = [teamId('T0LABS'), teamId('E0ACME')];
  app.directory.people.set(helga.id, { ...helga, otherTeams });

  const finding = await propose(app, { ...aRequester(helga), team: teamId(team) });

  expect(finding.kind === 'refused' ? 'refused' : 'proposed').toBe(kind);
});

test.each<[string, Partial<Channel>, string]>([
  ['public', { isPrivate: false }, 'channel_public'],
  ['shared', { isShared: true }, 'channel_shared'],
  ['company-wide', { isOrgShared: true }, 'channel_org_shared'],
  ['archived', { isArchived: true }, 'channel_archived'],
])('a kick is denied in a %s channel', async (_title, channel, reason) => {
  const app = inHelpdesk(channel);

  expect(await propose(app, aRequester(helga))).toMatchObject({ kind: 'refused', denial: { reason } });
  expect(app.vpn.calls).toEqual([]);
});

test('a kick is denied in a channel that Slack hides from the bot, and recorded with the name from the request', async () => {
  const app = anApp(someConnections(1));
  app.directory.hide(channelId('C0HELPDESK'));

  expect(await propose(app, aRequester(helga))).toMatchObject({ denial: { reason: 'channel_hidden' } });
  expect(app.log.entries[0]?.channel).toEqual({ id: 'C0HELPDESK', name: 'as-slack-calls-it' });
});

test('an endpoint out of the channel’s scope is denied without a look-up', async () => {
  const rules = someRules({ channels: [aChannelRule({ endpoints: [anEndpoint()] })] });
  const app = anApp([aConnection({ endpointId: lab.id })], rules);

  const finding = await propose(app, aRequester(helga), bobByName, 'lab');

  expect(finding).toMatchObject({ kind: 'refused', denial: { reason: 'endpoint_elsewhere' } });
  expect(app.vpn.calls).toEqual([]);
});

test('a certificate’s name on connections of several users needs kick-many', async () => {
  const app = anApp([shared, sharedToo]);
  const laptop: ExactTargetRef = { kind: 'name', name: 'laptop.example.com' };

  expect(await propose(app, aRequester(helga), laptop)).toMatchObject({
    kind: 'refused',
    denial: { reason: 'grant_missing', grant: 'kick-many', grantedIn: [secops] },
  });
  expect(await propose(app, aRequester(helga, 'C0SECOPS'), laptop)).toMatchObject({ kind: 'found' });
});

test('a member can terminate their own connections anywhere, and no one else’s', async () => {
  const app = anApp(someConnections(1));

  expect(await propose(app, aRequester(bob, 'C0GENERAL'))).toMatchObject({ kind: 'found' });
  expect(await propose(app, inGeneral)).toMatchObject({ kind: 'refused' });
});

test('a connection id of someone else is denied without revealing its user', async () => {
  const [connection = aConnection()] = someConnections(1);
  const app = anApp([connection]);

  const finding = await propose(app, inGeneral, { kind: 'connection', connection: connection.id });

  expect(finding).toMatchObject({ kind: 'refused', denial: { reason: 'channel_unknown', grant: 'kick' } });
  expect(JSON.stringify([finding, app.log.entries])).not.toContain('bob');
});

test('one’s own connection is found even if someone else’s certificate has the same name', async () => {
  const own = aConnection({ id: connectionId('cvpn-connection-0aa'), username: 'helga@example.com' });
  const others = {
    ...own,
    id: connectionId('cvpn-connection-0ab'),
    username: 'svc-backup',
    commonName: 'helga@example.com',
  };
  const app = anApp([own, others]);
  app.vpn.factsOf.set(own.endpointId, certificatesOnly);

  const finding = await propose(app, inGeneral, { kind: 'name', name: 'helga@example.com' });

  expect(finding.kind === 'found' && finding.connections.map(({ connection }) => connection.id)).toEqual([
    own.id,
  ]);
});

test('a close name is not shown from an endpoint out of the channel’s scope', async () => {
  const rules = someRules({ channels: [aChannelRule({ endpoints: [anEndpoint()] })] });
  const almost = aConnection({
    endpointId: lab.id,
    username: 'helga@example.community',
    commonName: undefined,
  });
  const app = anApp([almost], rules);

  const finding = await propose(app, aRequester(helga), { kind: 'name', name: 'helga@example.com' });

  expect(finding.kind).toBe('none');
});

test('a denial applies even if it could not be recorded, which is reported', async () => {
  const app = anApp();
  app.log.refuse('refused');

  expect(await propose(app, inGeneral)).toMatchObject({ kind: 'refused' });
  expect(app.diagnostics.reports).toMatchObject([{ code: 'audit_unwritable', during: 'record refusal' }]);
  expect(app.announcer.threads).toEqual([]);
});
