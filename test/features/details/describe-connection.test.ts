import { expect, test } from 'vitest';
import { describeConnection } from '../../../src/features/details/describe-connection.ts';
import { aConnection } from '../../builders/a-connection.ts';
import { anEndpoint, lab } from '../../builders/an-endpoint.ts';
import { anEntryDraft } from '../../builders/an-entry-draft.ts';
import { connectionId } from '../../builders/ids.ts';
import { aChannelRule } from '../../builders/some-rules.ts';
import { aRequester } from '../../doubles/a-requester.ts';
import { anApp, bob, gus, helga, helpdesk, omar, secops } from '../../doubles/an-app.ts';

const ofBob = aConnection();
const onLab = aConnection({
  id: connectionId('cvpn-connection-0ab'),
  endpointId: lab.id,
  username: 'anna@example.com',
  commonName: undefined,
});
const inHelpdesk = { requester: aRequester(helga), on: undefined };
const onProdAlone = new Map([
  [
    'C0LEADS',
    aChannelRule({
      ...helpdesk,
      id: aRequester(helga, 'C0LEADS').channel,
      name: 'leads',
      endpoints: [anEndpoint()],
    }),
  ],
]) as never;

test('reads the connection anew, by its id', async () => {
  const app = anApp([ofBob, onLab]);

  const found = await describeConnection(app, { ...inHelpdesk, connection: ofBob.id });

  expect(found).toMatchObject({
    kind: 'found',
    item: { connection: ofBob, endpoint: { name: 'prod-eu' }, mayTerminate: true },
    asOf: new Date('2026-11-02T09:00:00Z'),
  });
  expect(app.vpn.calls).toEqual(
    ['prod-eu', 'lab'].map((endpoint) => ({
      kind: 'look',
      endpoint,
      filter: { by: 'connection', ids: [ofBob.id] },
    })),
  );
});

test('reads only the endpoint that a button names', async () => {
  const app = anApp([onLab]);

  const found = await describeConnection(app, { ...inHelpdesk, connection: onLab.id, on: lab.id });

  expect(found).toMatchObject({ kind: 'found', item: { endpoint: { name: 'lab' } } });
  expect(app.vpn.calls.map(({ endpoint }) => endpoint)).toEqual(['lab']);
});

test('finds a connection that has ended, without permission to terminate it', async () => {
  const ended = { ...ofBob, status: { code: 'terminated', message: undefined }, endedAt: new Date() };

  const found = await describeConnection(anApp([ended]), { ...inHelpdesk, connection: ofBob.id });

  expect(found).toMatchObject({ kind: 'found', item: { mayTerminate: false } });
});

test('says who terminated a connection that has ended, but not to someone who may see only their own', async () => {
  const ended = { ...ofBob, status: { code: 'terminated', message: undefined }, endedAt: new Date() };
  const app = anApp([ended]);
  await app.log.append(anEntryDraft());
  const about = { on: undefined, connection: ofBob.id };

  const inChannel = await describeConnection(app, { ...about, requester: aRequester(helga) });
  const own = await describeConnection(app, { ...about, requester: aRequester(bob, 'C0GENERAL') });

  const record = { by: { id: 'U0HELGA' }, reason: 'stale session, user asked' };
  expect(
    inChannel.kind === 'found' && [...(inChannel.terminations?.byConnection.values() ?? [])],
  ).toMatchObject([record]);
  expect(own).toMatchObject({ kind: 'found', terminations: undefined });
});

test.each([
  ['a channel that only sees', 'C0LEADS', { mayTerminate: false, mayBlock: false }],
  ['a channel that may kick', 'C0HELPDESK', { mayTerminate: true, mayBlock: false }],
  ['a channel that may block', 'C0SECOPS', { mayTerminate: true, mayBlock: true }],
])('offers in %s only what it is granted', async (_title, channel, { mayTerminate, mayBlock }) => {
  const requester = aRequester(omar, channel);

  const found = await describeConnection(anApp([ofBob]), { requester, on: undefined, connection: ofBob.id });

  expect(found).toMatchObject({ kind: 'found', item: { mayTerminate }, mayBlock });
});

test.each([
  ['a protected name', { protected: ['bob*'] }, {}],
  ['a connection without a name', {}, { username: undefined, commonName: undefined }],
])('offers no block of %s', async (_title, rules, given) => {
  const requester = aRequester(omar, secops.id);
  const app = anApp([{ ...ofBob, ...given }], rules);

  const found = await describeConnection(app, { requester, on: undefined, connection: ofBob.id });

  expect(found).toMatchObject({ kind: 'found', mayBlock: false });
});

test('answers alike about an unknown connection and one outside the channel’s scope', async () => {
  const requester = aRequester(helga, 'C0LEADS');
  const app = anApp([onLab], { channels: onProdAlone });
  const unknown = connectionId('cvpn-connection-0ff');

  const outside = await describeConnection(app, { requester, on: undefined, connection: onLab.id });
  const never = await describeConnection(app, { requester, on: undefined, connection: unknown });

  const none = { kind: 'none', endpoints: [{ name: 'prod-eu' }], unavailable: [], denial: undefined };
  expect(outside).toMatchObject({ ...none, connection: onLab.id });
  expect(never).toMatchObject({ ...none, connection: unknown });
});

test('denies a forged button that names an endpoint outside the channel’s scope', async () => {
  const requester = aRequester(helga, 'C0LEADS');
  const app = anApp([onLab], { channels: onProdAlone, everyoneMaySelf: false });

  const denied = await describeConnection(app, { requester, on: lab.id, connection: onLab.id });

  expect(denied).toMatchObject({ kind: 'refused', denial: { reason: 'endpoint_elsewhere' } });
  expect(app.vpn.calls).toEqual([]);
});

test('shows a person their own connection wherever they ask, and nobody else’s', async () => {
  const app = anApp([ofBob, onLab]);
  const requester = aRequester(bob, 'C0GENERAL');

  const own = await describeConnection(app, { requester, on: undefined, connection: ofBob.id });
  const others = await describeConnection(app, { requester, on: undefined, connection: onLab.id });

  expect(own).toMatchObject({ kind: 'found', item: { mayTerminate: true }, mayBlock: false });
  expect(others).toMatchObject({ kind: 'none', denial: { reason: 'channel_unknown', grant: 'see' } });
});

test('shows a person their own connection outside the channel’s scope', async () => {
  const app = anApp([{ ...onLab, username: 'helga@example.com' }], { channels: onProdAlone });

  const own = await describeConnection(app, {
    requester: aRequester(helga, 'C0LEADS'),
    on: undefined,
    connection: onLab.id,
  });

  expect(own).toMatchObject({ kind: 'found', item: { endpoint: { name: 'lab' } } });
});

test.each([
  ['a guest', aRequester(gus), {}],
  [
    'anyone without a grant, if no one may see their own',
    aRequester(bob, 'C0GENERAL'),
    { everyoneMaySelf: false },
  ],
])('asks AWS nothing for %s', async (_title, requester, rules) => {
  const app = anApp([ofBob], rules);

  const denied = await describeConnection(app, { requester, on: undefined, connection: ofBob.id });

  expect(denied.kind).toBe('refused');
  expect(app.vpn.calls).toEqual([]);
});

test('names endpoints that did not respond, but none outside the channel’s scope', async () => {
  const limited = anApp([], { channels: onProdAlone });
  const whole = anApp();
  for (const { vpn } of [limited, whole])
    vpn.fail({ method: 'connections', code: 'aws_unreachable', on: lab });

  const inLeads = { requester: aRequester(helga, 'C0LEADS'), on: undefined, connection: onLab.id };
  expect(await describeConnection(limited, inLeads)).toMatchObject({ kind: 'none', unavailable: [] });
  expect(await describeConnection(whole, { ...inHelpdesk, connection: onLab.id })).toMatchObject({
    kind: 'none',
    unavailable: [{ endpoint: { name: 'lab' }, code: 'aws_unreachable' }],
  });
  expect(whole.vpn.calls.map(({ endpoint }) => endpoint)).toEqual(['prod-eu', 'lab']);
});

test('returns an unknown endpoint with the known ones', async () => {
  const unknown = await describeConnection(anApp(), { ...inHelpdesk, on: 'labb', connection: ofBob.id });

  expect(unknown).toEqual({ kind: 'unknown_endpoint', text: 'labb', known: ['prod-eu', 'lab'] });
});
