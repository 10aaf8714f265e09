import { setImmediate } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { outcomeOf } from '../../../src/domain/kick.ts';
import { aChannel } from '../../builders/a-channel.ts';
import { aConnection, someConnections } from '../../builders/a-connection.ts';
import { anEndpoint, lab } from '../../builders/an-endpoint.ts';
import { channelId, connectionId, correlation, personId } from '../../builders/ids.ts';
import { aChannelRule, someRules } from '../../builders/some-rules.ts';
import { anApp, gus, helga, helpdesk, type MemoryContext, omar, secops } from '../../doubles/an-app.ts';
import { certificatesOnly } from '../../doubles/memory-vpn.ts';
import { aKickOrder } from '../kick/a-kick-order.ts';
import { approveAs, asked, backups, declineAs, minuteMs } from './two-people.ts';

const kindsIn = (app: MemoryContext) => app.log.entries.map(({ kind }) => kind);
const lastState = (app: MemoryContext) => app.announcer.approvals.at(-1)?.state;

test('an approved kick is carried out, and each of its entries names both people', async () => {
  const app = anApp(backups(1));
  const request = await asked(app);

  const result = await approveAs(app, omar, request);

  expect(result.kind === 'kicked' && outcomeOf(result.kick)).toBe('all_ended');
  expect(result).toMatchObject({ kick: { authority: { kind: 'approved', by: { id: 'U0OMAR' } } } });
  expect(kindsIn(app)).toEqual(['approval-requested', 'approved', 'requested', 'finished', 'confirmed']);
  expect(new Set(app.log.entries.map((entry) => entry.correlation))).toEqual(new Set([request]));
  const [, approved, ...ofKick] = app.log.entries;
  expect(approved).toMatchObject({
    actor: { id: 'U0OMAR' },
    detail: '1 connection, asked for by helga (U0HELGA)',
  });
  for (const entry of ofKick)
    expect(entry).toMatchObject({
      actor: { id: 'U0HELGA' },
      detail: expect.stringContaining('approved by omar (U0OMAR)'),
    });
});

test('the request’s message and thread show that it was approved, and have no buttons left', async () => {
  const app = anApp(backups(1));
  const request = await asked(app);

  await approveAs(app, omar, request);

  expect(lastState(app)).toMatchObject({ kind: 'approved', by: { id: 'U0OMAR' } });
  expect(app.announcer.threads.map((thread) => thread.map(({ seq }) => seq))).toContainEqual([1, 2]);
  const now = app.clock.now();
  expect(await app.jobs.claimEarly(`approval ${request}`, { now, until: now })).toBeUndefined();
});

test('the approval is recorded before the first connection is terminated', async () => {
  const app = anApp(backups(1));
  const request = await asked(app);
  app.vpn.onTerminate = () => expect(kindsIn(app)).toContain('approved');

  await approveAs(app, omar, request);

  expect(app.vpn.terminations).toHaveLength(1);
});

test('the requester cannot approve, and the attempt is recorded', async () => {
  const app = anApp(backups(1));
  const request = await asked(app);

  const result = await approveAs(app, helga, request);

  expect(result).toMatchObject({ kind: 'refused', denial: { reason: 'approval_own' } });
  expect(app.log.entries.at(-1)).toMatchObject({
    kind: 'refused',
    actor: { id: 'U0HELGA' },
    target: 'svc-backup',
    detail: 'approval_own (kick)',
  });
  expect(app.vpn.terminations).toEqual([]);
  expect(await approveAs(app, omar, request)).toMatchObject({ kind: 'kicked' });
});

test.each(['approves', 'declines'])(
  'a second person %s a kick of many where the channel has `kick-many` alone',
  async (decision) => {
    const rule = aChannelRule({ allow: ['see', 'kick-many'] });
    const app = anApp(backups(1), { channels: new Map([[rule.id, rule]]) });
    const names = ['svc-backup', 'bob@example.com'].map((name) => ({ kind: 'name', name }) as const);
    const order = aKickOrder({ targetRef: { kind: 'several', targetRef: names }, typed: 'prod-eu' });
    const request = await asked(app, order);

    const result = await (decision === 'approves' ? approveAs : declineAs)(app, omar, request);

    expect(result.kind).toBe(decision === 'approves' ? 'kicked' : 'closed');
    expect(app.vpn.terminations).toHaveLength(decision === 'approves' ? 1 : 0);
  },
);

test.each(['approves', 'declines'])(
  'nobody %s a kick of one person where the channel has `kick-many` alone, and the request stays open',
  async (decision) => {
    const app = anApp(backups(1));
    const request = await asked(app, aKickOrder({ targetRef: { kind: 'name', name: 'svc-backup' } }));
    const rule = aChannelRule({ allow: ['see', 'kick-many'] });
    Object.assign(app.rules, { channels: new Map([[rule.id, rule]]) });

    const result = await (decision === 'approves' ? approveAs : declineAs)(app, omar, request);

    expect(result).toMatchObject({ kind: 'refused', denial: { reason: 'grant_missing', grant: 'kick' } });
    expect(app.vpn.terminations).toHaveLength(0);
    expect(kindsIn(app)).toEqual(['approval-requested', 'refused']);
    expect(await app.jobs.ofKind('approval')).toHaveLength(1);
  },
);

test.each([
  ['a guest', gus, 'C0HELPDESK', 'person_guest'],
  ['somebody in a channel that only looks', omar, 'C0LEADS', 'grant_missing'],
  ['somebody in another channel that kicks', omar, 'C0SECOPS', 'approval_elsewhere'],
  ['somebody in a channel that nobody configured', omar, 'C0GENERAL', 'channel_unknown'],
])('%s cannot approve, and the attempt is recorded', async (_, person, channel, reason) => {
  const app = anApp(backups(1));
  const request = await asked(app);

  const result = await approveAs(app, person, request, channel);

  expect(result).toMatchObject({ kind: 'refused', denial: { reason } });
  expect(app.log.entries.at(-1)).toMatchObject({ kind: 'refused', detail: `${reason} (kick)` });
  expect(app.vpn.terminations).toEqual([]);
});

test('no one can approve in a channel that has become public', async () => {
  const app = anApp(backups(1));
  const request = await asked(app);
  app.directory.channels.set(channelId('C0HELPDESK'), aChannel({ isPrivate: false }));

  expect(await approveAs(app, omar, request)).toMatchObject({ denial: { reason: 'channel_public' } });
});

test('an approval after ten minutes is too late: nothing is terminated, and the click is recorded', async () => {
  const app = anApp(backups(1));
  const request = await asked(app);
  await app.clock.sleep(10 * minuteMs);

  const result = await approveAs(app, omar, request);

  expect(result).toMatchObject({ kind: 'over' });
  expect(app.log.entries.at(-1)).toMatchObject({ kind: 'refused', detail: 'approval_over (kick)' });
  expect(app.vpn.terminations).toEqual([]);
});

test('an approval just before ten minutes is in time', async () => {
  const app = anApp(backups(1));
  const request = await asked(app);
  await app.clock.sleep(10 * minuteMs - 1);

  expect(await approveAs(app, omar, request)).toMatchObject({ kind: 'kicked' });
});

test('a request that is approved twice is carried out once, and the second approver learns who was first', async () => {
  const app = anApp(backups(1));
  const request = await asked(app);
  await approveAs(app, omar, request);
  app.vpn.connect(aConnection({ id: connectionId('cvpn-connection-0back'), username: 'svc-backup' }));

  const result = await approveAs(app, omar, request);

  expect(result).toMatchObject({
    kind: 'over',
    approval: { state: { kind: 'approved', by: { id: 'U0OMAR' } } },
  });
  expect(app.vpn.terminations).toHaveLength(1);
  expect(kindsIn(app)).not.toContain('refused');
});

test('one of two simultaneous approvals is carried out, and the other approver learns who was first', async () => {
  const app = anApp(backups(1));
  const third = { ...omar, id: personId('U0LENA'), name: 'lena' };
  app.directory.people.set(third.id, third);
  const request = await asked(app);
  const sleep = app.clock.sleep.bind(app.clock);
  app.clock.sleep = async (ms) => {
    await sleep(ms);
    await setImmediate();
  };

  const results = await Promise.all([approveAs(app, omar, request), approveAs(app, third, request)]);

  expect(results.map(({ kind }) => kind).toSorted()).toEqual(['kicked', 'over']);
  expect(app.vpn.terminations).toHaveLength(1);
  expect(kindsIn(app).filter((kind) => kind === 'approved')).toHaveLength(1);
  expect(kindsIn(app).filter((kind) => kind === 'refused')).toHaveLength(1);
});

test('an approver is told if another process has the lease of the request, and nothing is recorded', async () => {
  const app = anApp(backups(1));
  const request = await asked(app);
  const now = app.clock.now();
  await app.jobs.claimEarly(`approval ${request}`, { now, until: new Date(now.getTime() + minuteMs) });

  expect(await approveAs(app, omar, request)).toEqual({ kind: 'busy' });
  expect(kindsIn(app)).toEqual(['approval-requested']);
});

test('a request can be approved while its names are still being posted in the audit channel, and the approval is announced last', async () => {
  const app = anApp(backups(1));
  const { announcer } = app;
  const names = Promise.withResolvers<boolean>();
  const announce = announcer.announce.bind(announcer);
  announcer.announce = async (thread) => {
    const stands = await announce(thread);
    return thread.at(-1)?.kind === 'approval-requested' ? names.promise : stands;
  };
  const order = aKickOrder({ targetRef: { kind: 'name', name: 'svc-backup' } });

  const asking = asked(app, order);
  await vi.waitFor(() => expect(announcer.approvals).toHaveLength(1));
  const approved = await approveAs(app, omar, order.correlation);
  names.resolve(true);
  await asking;

  expect(approved.kind).toBe('kicked');
  const threads = announcer.threads.filter(([first]) => first?.kind === 'approval-requested');
  expect(threads.at(-1)?.map(({ kind }) => kind)).toEqual(['approval-requested', 'approved']);
  expect(await app.jobs.ofKind('approval')).toEqual([]);
});

test('a request is looked at again in time for its reminder even if it was rescheduled before it was fully announced', async () => {
  const app = anApp(backups(1));

  await asked(app);

  expect((await app.jobs.state()).dueSince).toEqual(new Date(app.clock.now().getTime() + 5 * minuteMs));
});

test('an approved kick looks up the target again, and covers reconnections under the same name', async () => {
  const [first = aConnection()] = backups(1);
  const app = anApp([first]);
  const request = await asked(app);
  app.vpn.forget(first.id);
  app.vpn.connect({ ...first, id: connectionId('cvpn-connection-0back') });

  await approveAs(app, omar, request);

  expect(app.vpn.terminations).toEqual([{ by: 'connection', id: 'cvpn-connection-0back' }]);
});

test('an approved kick leaves out a name that the target got since the request', async () => {
  const pool = (id: string, username: string) =>
    aConnection({ id: connectionId(id), username, commonName: 'svc-pool' });
  const app = anApp([pool('cvpn-connection-0a', 'ada'), pool('cvpn-connection-0b', 'ben')]);
  app.vpn.factsOf.set(aConnection().endpointId, certificatesOnly);
  const order = aKickOrder({ targetRef: { kind: 'name', name: 'svc-pool' } });
  const inSecops = { ...order, requester: { ...order.requester, channel: secops.id } };
  const request = await asked(app, inSecops);
  app.vpn.connect(pool('cvpn-connection-0c', 'carl'));

  const result = await approveAs(app, omar, request, 'C0SECOPS');

  expect(app.vpn.terminations).toEqual([
    { by: 'connection', id: 'cvpn-connection-0a' },
    { by: 'connection', id: 'cvpn-connection-0b' },
  ]);
  expect(result).toMatchObject({ kick: { unapproved: [{ id: 'cvpn-connection-0c' }] } });
  expect(result.kind === 'kicked' && outcomeOf(result.kick)).toBe('partly_ended');
});

test('a person who reconnects during an approved kick is kicked again, since their name was approved', async () => {
  const app = anApp(backups(1));
  const request = await asked(app);
  let left = 1;
  app.vpn.onTerminate = () => {
    if (left === 0) return;
    left -= 1;
    app.vpn.connect(aConnection({ id: connectionId('cvpn-connection-0back'), username: 'svc-backup' }));
  };

  const result = await approveAs(app, omar, request);

  expect(app.vpn.terminations).toHaveLength(2);
  expect(result.kind === 'kicked' && outcomeOf(result.kick)).toBe('all_ended');
});

test('an approved kick covers only the connections that stayed ticked', async () => {
  const connections = someConnections(8);
  const app = anApp(connections);
  const only = connections.slice(0, 6).map(({ id }) => id);
  const request = await asked(app, aKickOrder({ only }));

  const result = await approveAs(app, omar, request);

  expect(app.vpn.terminations).toEqual(only.map((id) => ({ by: 'connection', id })));
  expect(result).toMatchObject({ kick: { remaining: [] } });
});

test('a request expires if none of its connections is left', async () => {
  const [first = aConnection()] = backups(1);
  const app = anApp([first]);
  const request = await asked(app);
  app.vpn.forget(first.id);

  const result = await approveAs(app, omar, request);

  expect(result).toMatchObject({
    kind: 'closed',
    approval: { state: { kind: 'gone', by: { id: 'U0OMAR' } } },
  });
  expect(kindsIn(app)).toEqual(['approval-requested', 'approval-lapsed']);
  expect(await app.jobs.state()).toMatchObject({ open: 0 });
});

test('a connection is not called gone if its endpoint does not respond', async () => {
  const app = anApp(backups(1));
  const request = await asked(app);
  app.vpn.fail({ method: 'connections', code: 'aws_unreachable', on: anEndpoint() });

  expect(await approveAs(app, omar, request)).toMatchObject({
    kind: 'unseen',
    unavailable: [{ endpoint: anEndpoint(), code: 'aws_unreachable' }],
  });

  app.vpn.endFaults();
  expect(await approveAs(app, omar, request)).toMatchObject({ kind: 'kicked' });
});

test('a request stays open if the endpoints do not respond, and can be approved again', async () => {
  const app = anApp(backups(1));
  const request = await asked(app);
  app.vpn.fail({ method: 'connections', code: 'aws_unreachable', times: 2 });

  expect(await approveAs(app, omar, request)).toMatchObject({ kind: 'unseen' });
  expect(kindsIn(app)).toEqual(['approval-requested']);
  expect(await approveAs(app, omar, request)).toMatchObject({ kind: 'kicked' });
});

test('an approval is denied if the requester has become a guest', async () => {
  const app = anApp(backups(1));
  const request = await asked(app);
  app.directory.people.set(helga.id, { ...helga, accountType: 'guest' });

  const result = await approveAs(app, omar, request);

  expect(result).toMatchObject({ kind: 'closed', approval: { state: { kind: 'refused' } } });
  expect(app.log.entries.at(-1)).toMatchObject({
    kind: 'refused',
    actor: { id: 'U0HELGA' },
    detail: 'person_guest (kick), when omar (U0OMAR) approved',
  });
  expect(app.vpn.terminations).toEqual([]);
});

test('an approval is denied if the configuration no longer grants the kick, and succeeds if it no longer requires an approval', async () => {
  const app = anApp(backups(1));
  const request = await asked(app);
  const lost = someRules({ channels: [aChannelRule({ allow: ['see'] })] });

  expect(await approveAs({ ...app, rules: lost }, omar, request)).toMatchObject({
    kind: 'refused',
    denial: { reason: 'grant_missing' },
  });
  const eased = someRules({ protected: [] });
  expect(await approveAs({ ...app, rules: eased }, omar, request)).toMatchObject({ kind: 'kicked' });
});

test('an approval is denied if the requester was removed from the channel', async () => {
  const app = anApp(backups(1));
  const request = await asked(app);
  app.directory.setMembership(helpdesk.id, helga.id, 'absent');

  expect(await approveAs(app, omar, request)).toMatchObject({ kind: 'closed' });
  expect(app.log.entries.at(-1)).toMatchObject({
    kind: 'refused',
    detail: 'membership_missing (kick), when omar (U0OMAR) approved',
  });
  expect(app.vpn.terminations).toEqual([]);
});

test('an approved kick terminates nothing on an endpoint that the channel has lost', async () => {
  const onLab = backups(1).map((one) => ({
    ...one,
    id: connectionId('cvpn-connection-1ab'),
    endpointId: lab.id,
  }));
  const app = anApp([...backups(1), ...onLab]);
  const request = await asked(app);
  const narrowed = someRules({ channels: [aChannelRule({ endpoints: [lab] })] });

  expect(await approveAs({ ...app, rules: narrowed }, omar, request)).toMatchObject({ kind: 'kicked' });
  expect(app.vpn.terminations).toMatchObject([{ id: 'cvpn-connection-1ab' }]);
});

test('an approval that cannot be recorded terminates nothing, and can be repeated', async () => {
  const app = anApp(backups(1));
  const request = await asked(app);
  app.log.refuse('approved');

  await expect(approveAs(app, omar, request)).rejects.toMatchObject({ code: 'audit_unwritable' });
  expect(app.vpn.terminations).toEqual([]);

  app.log.refuse();
  expect(await approveAs(app, omar, request)).toMatchObject({ kind: 'kicked' });
});

test('a request that is not in the audit log cannot be approved', async () => {
  expect(await approveAs(anApp(), omar, correlation('f00d'))).toEqual({ kind: 'unknown' });
});
