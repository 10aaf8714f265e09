import { setImmediate } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { outcomeOf } from '../../../src/domain/kick.ts';
import { aChannel } from '../../builders/a-channel.ts';
import { aConnection, someConnections } from '../../builders/a-connection.ts';
import { anEndpoint, lab } from '../../builders/an-endpoint.ts';
import { channelId, connectionId, correlation, personId } from '../../builders/ids.ts';
import { aChannelRule, someRules } from '../../builders/some-rules.ts';
import { aWorld, gus, helga, helpdesk, type MemoryWorld, omar, secops } from '../../doubles/a-world.ts';
import { certificatesOnly } from '../../doubles/memory-vpn.ts';
import { aKickOrder } from '../kick/a-kick-order.ts';
import { approveAs, asked, backups, minuteMs } from './two-people.ts';

const kindsIn = (world: MemoryWorld) => world.log.entries.map(({ kind }) => kind);
const lastState = (world: MemoryWorld) => world.announcer.approvals.at(-1)?.state;

test('what a second person approves is ended, and every entry of it names both people', async () => {
  const world = aWorld(backups(1));
  const request = await asked(world);

  const result = await approveAs(world, omar, request);

  expect(result.kind === 'kicked' && outcomeOf(result.kick)).toBe('all_ended');
  expect(result).toMatchObject({ kick: { authority: { kind: 'approved', by: { id: 'U0OMAR' } } } });
  expect(kindsIn(world)).toEqual(['approval-requested', 'approved', 'requested', 'finished', 'confirmed']);
  expect(new Set(world.log.entries.map((entry) => entry.correlation))).toEqual(new Set([request]));
  const [, approved, ...ofKick] = world.log.entries;
  expect(approved).toMatchObject({ actor: { id: 'U0OMAR' }, detail: 'asked for by helga (U0HELGA)' });
  for (const entry of ofKick)
    expect(entry).toMatchObject({
      actor: { id: 'U0HELGA' },
      detail: expect.stringContaining('approved by omar (U0OMAR)'),
    });
});

test('the request’s own message and story say that it was approved, and nothing of it is left to do', async () => {
  const world = aWorld(backups(1));
  const request = await asked(world);

  await approveAs(world, omar, request);

  expect(lastState(world)).toMatchObject({ kind: 'approved', by: { id: 'U0OMAR' } });
  expect(world.announcer.stories.map((story) => story.map(({ seq }) => seq))).toContainEqual([1, 2]);
  const now = world.clock.now();
  expect(await world.agenda.takeEarly(`approval ${request}`, { now, until: now })).toBeUndefined();
});

test('the approval stands in the record before the first session is ended', async () => {
  const world = aWorld(backups(1));
  const request = await asked(world);
  world.vpn.onTerminate = () => expect(kindsIn(world)).toContain('approved');

  await approveAs(world, omar, request);

  expect(world.vpn.terminations).toHaveLength(1);
});

test('the one who asked cannot approve, and that is recorded', async () => {
  const world = aWorld(backups(1));
  const request = await asked(world);

  const result = await approveAs(world, helga, request);

  expect(result).toMatchObject({ kind: 'refused', refusal: { reason: 'approval_own' } });
  expect(world.log.entries.at(-1)).toMatchObject({
    kind: 'refused',
    actor: { id: 'U0HELGA' },
    target: 'svc-backup',
    detail: 'approval_own (kick)',
  });
  expect(world.vpn.terminations).toEqual([]);
  expect(await approveAs(world, omar, request)).toMatchObject({ kind: 'kicked' });
});

test.each([
  ['a guest', gus, 'C0HELPDESK', 'person_guest'],
  ['somebody in a channel that only looks', omar, 'C0LEADS', 'grant_missing'],
  ['somebody in another channel that kicks', omar, 'C0SECOPS', 'approval_elsewhere'],
  ['somebody in a channel that nobody configured', omar, 'C0GENERAL', 'channel_unknown'],
])('%s cannot approve, and that is recorded', async (_, person, channel, reason) => {
  const world = aWorld(backups(1));
  const request = await asked(world);

  const result = await approveAs(world, person, request, channel);

  expect(result).toMatchObject({ kind: 'refused', refusal: { reason } });
  expect(world.log.entries.at(-1)).toMatchObject({ kind: 'refused', detail: `${reason} (kick)` });
  expect(world.vpn.terminations).toEqual([]);
});

test('in a channel that was made public since then nobody approves', async () => {
  const world = aWorld(backups(1));
  const request = await asked(world);
  world.directory.channels.set(channelId('C0HELPDESK'), aChannel({ isPrivate: false }));

  expect(await approveAs(world, omar, request)).toMatchObject({ refusal: { reason: 'channel_public' } });
});

test('after ten minutes it is too late: nothing ends, and the click is on record', async () => {
  const world = aWorld(backups(1));
  const request = await asked(world);
  await world.clock.sleep(10 * minuteMs);

  const result = await approveAs(world, omar, request);

  expect(result).toMatchObject({ kind: 'over' });
  expect(world.log.entries.at(-1)).toMatchObject({ kind: 'refused', detail: 'approval_over (kick)' });
  expect(world.vpn.terminations).toEqual([]);
});

test('a moment before, it is not', async () => {
  const world = aWorld(backups(1));
  const request = await asked(world);
  await world.clock.sleep(10 * minuteMs - 1);

  expect(await approveAs(world, omar, request)).toMatchObject({ kind: 'kicked' });
});

test('approved twice, it is carried out once, and the second click learns who was first', async () => {
  const world = aWorld(backups(1));
  const request = await asked(world);
  await approveAs(world, omar, request);
  world.vpn.connect(aConnection({ id: connectionId('cvpn-connection-0back'), username: 'svc-backup' }));

  const result = await approveAs(world, omar, request);

  expect(result).toMatchObject({
    kind: 'over',
    approval: { state: { kind: 'approved', by: { id: 'U0OMAR' } } },
  });
  expect(world.vpn.terminations).toHaveLength(1);
  expect(kindsIn(world)).not.toContain('refused');
});

test('two at once: one is carried out, the other is told who was first', async () => {
  const world = aWorld(backups(1));
  const third = { ...omar, id: personId('U0LENA'), name: 'lena' };
  world.directory.people.set(third.id, third);
  const request = await asked(world);
  const sleep = world.clock.sleep.bind(world.clock);
  world.clock.sleep = async (ms) => {
    await sleep(ms);
    await setImmediate();
  };

  const results = await Promise.all([approveAs(world, omar, request), approveAs(world, third, request)]);

  expect(results.map(({ kind }) => kind).toSorted()).toEqual(['kicked', 'over']);
  expect(world.vpn.terminations).toHaveLength(1);
  expect(kindsIn(world).filter((kind) => kind === 'approved')).toHaveLength(1);
  expect(kindsIn(world).filter((kind) => kind === 'refused')).toHaveLength(1);
});

test('while another process holds the request, whoever presses is told so, and nothing is recorded of it', async () => {
  const world = aWorld(backups(1));
  const request = await asked(world);
  const now = world.clock.now();
  await world.agenda.takeEarly(`approval ${request}`, { now, until: new Date(now.getTime() + minuteMs) });

  expect(await approveAs(world, omar, request)).toEqual({ kind: 'busy' });
  expect(kindsIn(world)).toEqual(['approval-requested']);
});

test('while the names are still being posted in the audit channel, it can be approved, and that is announced last', async () => {
  const world = aWorld(backups(1));
  const { announcer } = world;
  const names = Promise.withResolvers<boolean>();
  const announce = announcer.announce.bind(announcer);
  announcer.announce = async (story) => {
    const stands = await announce(story);
    return story.at(-1)?.kind === 'approval-requested' ? names.promise : stands;
  };
  const order = aKickOrder({ whom: { kind: 'name', name: 'svc-backup' } });

  const asking = asked(world, order);
  await vi.waitFor(() => expect(announcer.approvals).toHaveLength(1));
  const approved = await approveAs(world, omar, order.correlation);
  names.resolve(true);
  await asking;

  expect(approved.kind).toBe('kicked');
  const stories = announcer.stories.filter(([first]) => first?.kind === 'approval-requested');
  expect(stories.at(-1)?.map(({ kind }) => kind)).toEqual(['approval-requested', 'approved']);
  expect(await world.agenda.ofKind('approval')).toEqual([]);
});

test('what is asked for is due again when its time is over, also where it was given back before all of it was told', async () => {
  const world = aWorld(backups(1));

  await asked(world);

  expect((await world.agenda.state()).dueSince).toEqual(
    new Date(world.clock.now().getTime() + 10 * minuteMs),
  );
});

test('the target is looked up again: who ended meanwhile is left, who came back under the same name is ended', async () => {
  const [first = aConnection()] = backups(1);
  const world = aWorld([first]);
  const request = await asked(world);
  world.vpn.forget(first.id);
  world.vpn.connect({ ...first, id: connectionId('cvpn-connection-0back') });

  await approveAs(world, omar, request);

  expect(world.vpn.terminations).toEqual([{ by: 'connection', id: 'cvpn-connection-0back' }]);
});

test('a name that came to the target since then is nobody’s whom the second person approved: it stays on', async () => {
  const pool = (id: string, username: string) =>
    aConnection({ id: connectionId(id), username, commonName: 'svc-pool' });
  const world = aWorld([pool('cvpn-connection-0a', 'ada'), pool('cvpn-connection-0b', 'ben')]);
  world.vpn.factsOf.set(aConnection().endpointId, certificatesOnly);
  const order = aKickOrder({ whom: { kind: 'name', name: 'svc-pool' } });
  const inSecops = { ...order, asker: { ...order.asker, channel: secops.id } };
  const request = await asked(world, inSecops);
  world.vpn.connect(pool('cvpn-connection-0c', 'carl'));

  const result = await approveAs(world, omar, request, 'C0SECOPS');

  expect(world.vpn.terminations).toEqual([
    { by: 'connection', id: 'cvpn-connection-0a' },
    { by: 'connection', id: 'cvpn-connection-0b' },
  ]);
  expect(result).toMatchObject({ kick: { unapproved: [{ id: 'cvpn-connection-0c' }] } });
  expect(result.kind === 'kicked' && outcomeOf(result.kick)).toBe('partly_ended');
});

test('whoever comes back during an approved kick is kicked again: the name was approved', async () => {
  const world = aWorld(backups(1));
  const request = await asked(world);
  let left = 1;
  world.vpn.onTerminate = () => {
    if (left === 0) return;
    left -= 1;
    world.vpn.connect(aConnection({ id: connectionId('cvpn-connection-0back'), username: 'svc-backup' }));
  };

  const result = await approveAs(world, omar, request);

  expect(world.vpn.terminations).toHaveLength(2);
  expect(result.kind === 'kicked' && outcomeOf(result.kick)).toBe('all_ended');
});

test('of sessions that were left ticked, only those are ended', async () => {
  const sessions = someConnections(8);
  const world = aWorld(sessions);
  const only = sessions.slice(0, 6).map(({ id }) => id);
  const request = await asked(world, aKickOrder({ only }));

  const result = await approveAs(world, omar, request);

  expect(world.vpn.terminations).toEqual(only.map((id) => ({ by: 'connection', id })));
  expect(result).toMatchObject({ kick: { stillOn: [] } });
});

test('when nothing of it is on any more, the request lapses', async () => {
  const [first = aConnection()] = backups(1);
  const world = aWorld([first]);
  const request = await asked(world);
  world.vpn.forget(first.id);

  const result = await approveAs(world, omar, request);

  expect(result).toMatchObject({
    kind: 'settled',
    approval: { state: { kind: 'gone', by: { id: 'U0OMAR' } } },
  });
  expect(kindsIn(world)).toEqual(['approval-requested', 'approval-lapsed']);
  expect(await world.agenda.state()).toMatchObject({ open: 0 });
});

test('when the endpoint that the sessions were on does not answer, nothing is called gone', async () => {
  const world = aWorld(backups(1));
  const request = await asked(world);
  world.vpn.fail({ method: 'connections', code: 'aws_unreachable', on: anEndpoint() });

  expect(await approveAs(world, omar, request)).toMatchObject({
    kind: 'unseen',
    missing: [{ endpoint: anEndpoint(), code: 'aws_unreachable' }],
  });

  world.vpn.endFaults();
  expect(await approveAs(world, omar, request)).toMatchObject({ kind: 'kicked' });
});

test('when the endpoints do not answer at first, the request stands as it was, to be approved again', async () => {
  const world = aWorld(backups(1));
  const request = await asked(world);
  world.vpn.fail({ method: 'connections', code: 'aws_unreachable', times: 2 });

  expect(await approveAs(world, omar, request)).toMatchObject({ kind: 'unseen' });
  expect(kindsIn(world)).toEqual(['approval-requested']);
  expect(await approveAs(world, omar, request)).toMatchObject({ kind: 'kicked' });
});

test('one who asked and was made a guest since then is refused when another approves', async () => {
  const world = aWorld(backups(1));
  const request = await asked(world);
  world.directory.people.set(helga.id, { ...helga, standing: 'guest' });

  const result = await approveAs(world, omar, request);

  expect(result).toMatchObject({ kind: 'settled', approval: { state: { kind: 'refused' } } });
  expect(world.log.entries.at(-1)).toMatchObject({
    kind: 'refused',
    actor: { id: 'U0HELGA' },
    detail: 'person_guest (kick), when omar (U0OMAR) approved',
  });
  expect(world.vpn.terminations).toEqual([]);
});

test('a configuration that no longer grants it refuses the approval, and one that needs nobody any more does not', async () => {
  const world = aWorld(backups(1));
  const request = await asked(world);
  const lost = someRules({ channels: [aChannelRule({ allow: ['see'] })] });

  expect(await approveAs({ ...world, rules: lost }, omar, request)).toMatchObject({
    kind: 'refused',
    refusal: { reason: 'grant_missing' },
  });
  const eased = someRules({ protected: [] });
  expect(await approveAs({ ...world, rules: eased }, omar, request)).toMatchObject({ kind: 'kicked' });
});

test('one who asked and was removed from the channel since then is refused when another approves', async () => {
  const world = aWorld(backups(1));
  const request = await asked(world);
  world.directory.setMembership(helpdesk.id, helga.id, 'absent');

  expect(await approveAs(world, omar, request)).toMatchObject({ kind: 'settled' });
  expect(world.log.entries.at(-1)).toMatchObject({
    kind: 'refused',
    detail: 'membership_missing (kick), when omar (U0OMAR) approved',
  });
  expect(world.vpn.terminations).toEqual([]);
});

test('on an endpoint that the channel lost since then nothing is ended', async () => {
  const onLab = backups(1).map((one) => ({
    ...one,
    id: connectionId('cvpn-connection-1ab'),
    endpointId: lab.id,
  }));
  const world = aWorld([...backups(1), ...onLab]);
  const request = await asked(world);
  const narrowed = someRules({ channels: [aChannelRule({ endpoints: [lab] })] });

  expect(await approveAs({ ...world, rules: narrowed }, omar, request)).toMatchObject({ kind: 'kicked' });
  expect(world.vpn.terminations).toMatchObject([{ id: 'cvpn-connection-1ab' }]);
});

test('an approval that cannot be recorded ends nothing, and can be given again', async () => {
  const world = aWorld(backups(1));
  const request = await asked(world);
  world.log.refuse('approved');

  await expect(approveAs(world, omar, request)).rejects.toMatchObject({ code: 'audit_unwritable' });
  expect(world.vpn.terminations).toEqual([]);

  world.log.refuse();
  expect(await approveAs(world, omar, request)).toMatchObject({ kind: 'kicked' });
});

test('a request that the record does not know is not approved', async () => {
  expect(await approveAs(aWorld(), omar, correlation('f00d'))).toEqual({ kind: 'unknown' });
});
