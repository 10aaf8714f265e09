import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Connection } from '../../../src/domain/connection.ts';
import type { Endpoint } from '../../../src/domain/endpoint.ts';
import { Failure } from '../../../src/domain/failure.ts';
import type { Rules } from '../../../src/domain/rules.ts';
import { type KickOrder, kick, proposeKick } from '../../../src/features/kick/kick.ts';
import type { Task } from '../../../src/ports/agenda.ts';
import { aConnection, someConnections } from '../../builders/a-connection.ts';
import { anEndpoint, lab } from '../../builders/an-endpoint.ts';
import { connectionId } from '../../builders/ids.ts';
import { aWorld, bob, helga, type MemoryWorld, omar } from '../../doubles/a-world.ts';
import { anAsker } from '../../doubles/an-asker.ts';
import { workUntil } from '../../doubles/dying-world.ts';
import { certificatesOnly } from '../../doubles/memory-vpn.ts';
import { approveAs, minuteMs } from '../approval/two-people.ts';
import { aKickOrder } from './a-kick-order.ts';
import { kindsIn, openTasks, requested, resumeAfter, soonMs } from './after-a-crash.ts';

/** Connections that are there beside those of `someConnections`. */
const more = (count: number, given: Partial<Connection> = {}) =>
  someConnections(count, given).map((connection, index) => ({
    ...connection,
    id: connectionId(`cvpn-connection-2${index}`),
  }));
const connect = (world: MemoryWorld, connections: readonly Connection[]) => {
  for (const connection of connections) world.vpn.connect(connection);
};
const propose = (world: MemoryWorld, { asker, aim }: Pick<KickOrder, 'asker' | 'aim'>) =>
  proposeKick(world, { asker, aim, breakGlass: false });
const byButton = ({ id }: Connection) => aKickOrder({ whom: { kind: 'connection', connection: id } });
const asksOmar = { kind: 'approval_asked' };
const kicks = { kind: 'kicked' };

/** Helga has ended five of Bob's connections, and three more are on. */
async function afterFive(rules: Partial<Rules> = {}, given: Partial<Connection> = {}): Promise<MemoryWorld> {
  const world = aWorld(someConnections(5, given), rules);
  world.vpn.factsOf.set(anEndpoint().id, certificatesOnly);
  expect(await kick(world, aKickOrder())).toMatchObject(kicks);
  connect(world, more(3, given));
  return world;
}

test('five, and then three more of the same person need an approval, which is said before anyone confirms', async () => {
  const world = await afterFive();

  expect(await propose(world, aKickOrder())).toMatchObject({
    need: { kind: 'many_sessions', above: 5, recent: 5 },
  });
  expect(await kick(world, aKickOrder())).toMatchObject(asksOmar);
  expect(world.vpn.terminations.filter(({ by }) => by === 'connection')).toHaveLength(5);
  expect(world.log.entries.at(-1)).toMatchObject({
    kind: 'approval-requested',
    detail: '3 sessions on prod-eu; more than 5 connections in 10 minutes, 5 of them before',
  });
});

test('buttons pressed one at a time count together', async () => {
  const sessions = someConnections(7);
  const world = aWorld(sessions);

  const results = [];
  for (const session of sessions) results.push((await kick(world, byButton(session))).kind);

  expect(results).toEqual([...Array(5).fill('kicked'), 'approval_asked', 'approval_asked']);
  expect(world.vpn.terminations).toHaveLength(5);
});

test.each<[string, Partial<Rules>, Parameters<typeof aKickOrder>[0]]>([
  ['another spelling', {}, { whom: { kind: 'name', name: ' BOB@example.com' } }],
  ['the person', {}, { whom: { kind: 'person', person: bob.id } }],
  ['another channel', {}, { asker: anAsker(helga, 'C0SECOPS') }],
  ['a button', {}, { whom: { kind: 'connection', connection: connectionId('cvpn-connection-20') } }],
  [
    'several people',
    {},
    {
      whom: {
        kind: 'several',
        whom: [
          { kind: 'person', person: bob.id },
          { kind: 'person', person: omar.id },
        ],
      },
      asker: anAsker(helga, 'C0SECOPS'),
      typed: 'prod-eu',
    },
  ],
  [
    'everyone on the endpoint',
    {},
    { whom: { kind: 'everyone' }, on: 'prod-eu', asker: anAsker(helga, 'C0SECOPS'), typed: 'prod-eu' },
  ],
])('it counts as the same by %s', async (_, rules, given) => {
  expect(await kick(await afterFive(rules), aKickOrder(given))).toMatchObject(asksOmar);
});

test('another name of the same person counts as the same', async () => {
  const world = await afterFive({ people: { match: 'email', map: new Map([[bob.id, ['bob-laptop']]]) } });
  connect(world, more(1, { username: undefined, commonName: 'bob-laptop' }));

  const laptop = aKickOrder({ whom: { kind: 'name', name: 'bob-laptop' } });

  expect(await kick(world, laptop)).toMatchObject(asksOmar);
});

test.each<[string, Rules['people'], string, string]>([
  ['the address', { match: 'email', map: new Map([[bob.id, ['robert']]]) }, 'robert', 'bob@example.com'],
  [
    'the local part of the address',
    { match: 'local-part', domains: ['example.com'], map: new Map([[bob.id, ['Baker, Robert']]]) },
    'baker, robert',
    'Bob',
  ],
])('after a listed name of a person, %s counts as the same', async (_, people, listed, name) => {
  const world = aWorld(someConnections(5, { username: listed, commonName: listed }), { people });
  expect(await kick(world, aKickOrder({ whom: { kind: 'name', name: listed } }))).toMatchObject(kicks);
  connect(world, more(5, { username: name, commonName: name }));
  const second = aKickOrder({ whom: { kind: 'name', name } });

  expect(await propose(world, second)).toMatchObject({ need: { kind: 'many_sessions', recent: 5 } });
  expect(await kick(world, second)).toMatchObject(asksOmar);
  world.directory.people.delete(bob.id);
  expect(await kick(world, aKickOrder({ whom: { kind: 'name', name } }))).toMatchObject(asksOmar);
});

test('a listed name of one person does not count for the address of another', async () => {
  const people: Rules['people'] = { match: 'email', map: new Map([[omar.id, ['robert']]]) };
  const world = aWorld(someConnections(5, { username: 'robert', commonName: 'robert' }), { people });
  await kick(world, aKickOrder({ whom: { kind: 'name', name: 'robert' } }));
  connect(world, more(5));

  expect(await kick(world, aKickOrder({ whom: { kind: 'name', name: 'bob@example.com' } }))).toMatchObject(
    kicks,
  );
});

test('on a directory endpoint another way to write the name counts as the same', async () => {
  const world = aWorld(someConnections(5, { username: 'CORP\\bob', commonName: 'CORP\\bob' }));
  world.vpn.factsOf.set(anEndpoint().id, { ...certificatesOnly, authentication: ['directory'] });
  await kick(world, aKickOrder({ whom: { kind: 'name', name: 'CORP\\bob' } }));
  connect(world, more(1));

  expect(await kick(world, aKickOrder({ whom: { kind: 'name', name: 'bob' } }))).toMatchObject(asksOmar);
});

test('on a directory endpoint a listed name counts for the address, whatever its domain', async () => {
  const people: Rules['people'] = { match: 'email', map: new Map([[bob.id, ['CORP\\robert']]]) };
  const world = aWorld(someConnections(5, { username: 'robert', commonName: 'robert' }), { people });
  world.vpn.factsOf.set(anEndpoint().id, { ...certificatesOnly, authentication: ['directory'] });
  expect(await kick(world, aKickOrder({ whom: { kind: 'name', name: 'robert' } }))).toMatchObject(kicks);
  connect(world, more(1));

  expect(await kick(world, aKickOrder())).toMatchObject(asksOmar);
});

test.each<[string, Parameters<typeof aKickOrder>[0]]>([
  ['another person’s connections', { whom: { kind: 'name', name: 'anna@example.com' } }],
  ['what another actor terminates', { asker: anAsker(omar) }],
])('%s are not counted together with it', async (_, given) => {
  const world = await afterFive();
  connect(
    world,
    more(3, { username: 'anna@example.com', commonName: 'anna@example.com' }).map((connection, index) => ({
      ...connection,
      id: connectionId(`cvpn-connection-a${index}`),
    })),
  );

  expect(await kick(world, aKickOrder(given))).toMatchObject(kicks);
});

test('after ten minutes it is forgotten, a moment before it is not', async () => {
  const world = await afterFive();
  const first = Date.parse(world.log.entries[0]?.at ?? '');
  const until = (ms: number) => world.clock.sleep(first + ms - world.clock.now().getTime());

  await until(10 * minuteMs);
  expect(await propose(world, aKickOrder())).toMatchObject({ need: { kind: 'many_sessions' } });
  await until(10 * minuteMs + 1);
  expect(await kick(world, aKickOrder())).toMatchObject(kicks);
});

test('of fewer that were left ticked only those count', async () => {
  const sessions = someConnections(5);
  const world = aWorld(sessions);
  const only = sessions.slice(0, 3).map(({ id }) => id);
  await kick(world, aKickOrder({ only }));

  expect(await propose(world, aKickOrder())).toMatchObject({ need: undefined });
  expect(await kick(world, aKickOrder())).toMatchObject(kicks);
});

test('one’s own connections need nobody, however often they are terminated', async () => {
  const world = aWorld(someConnections(5));
  const own = aKickOrder({ asker: anAsker(bob, 'C0GENERAL') });
  await kick(world, own);
  connect(world, more(3));

  expect(await kick(world, { ...own, correlation: aKickOrder().correlation })).toMatchObject(kicks);
});

test('what a second person has approved is not counted as what one person did alone', async () => {
  const world = aWorld(someConnections(8));
  const order = aKickOrder();
  await kick(world, order);
  await approveAs(world, omar, order.correlation);
  connect(world, more(3));

  expect(await kick(world, aKickOrder())).toMatchObject(kicks);
});

test('what AWS did not end, or what had ended before, is not counted', async () => {
  const world = aWorld(someConnections(5));
  world.vpn.fail({ method: 'terminate', code: 'aws_unreachable' });
  await kick(world, aKickOrder());
  world.vpn.endFaults();
  connect(world, more(3));
  const only = more(3).map(({ id }) => id);

  expect(await kick(world, aKickOrder({ only }))).toMatchObject(kicks);
});

test('of a kick of several people only the person’s own connections count, where EC2 still lists them', async () => {
  const world = aWorld([...someConnections(2), ...more(3, { username: 'anna', commonName: 'anna' })]);
  const asker = anAsker(helga, 'C0SECOPS');
  const names = ['bob@example.com', 'anna'].map((name) => ({ kind: 'name', name }) as const);
  await kick(world, aKickOrder({ asker, whom: { kind: 'several', whom: names }, typed: 'prod-eu' }));
  connect(
    world,
    Array.from({ length: 4 }, (_, n) => aConnection({ id: connectionId(`cvpn-connection-b${n}`) })),
  );

  expect(await propose(world, aKickOrder())).toMatchObject({ need: { recent: 2 } });
  for (const { id } of someConnections(2)) world.vpn.forget(id);
  expect(await propose(world, aKickOrder())).toMatchObject({ need: { recent: 2 } });
  const look = world.vpn.connections.bind(world.vpn);
  world.vpn.connections = async (endpoint, filter) => {
    if (filter.by === 'connection') throw new Failure('aws_unreachable', 'no answer');
    return look(endpoint, filter);
  };
  expect(await propose(world, aKickOrder())).toMatchObject({ need: { recent: 5 } });
});

test('what is under way counts, also after the process was killed', async () => {
  const world = aWorld(someConnections(5));
  await workUntil(world, requested, (mortal) => kick(mortal, aKickOrder()));
  connect(world, more(1));

  expect(await kick(world, byButton(more(1)[0] ?? fail()))).toMatchObject(asksOmar);
});

test('what is under way counts once where the same connections are asked for again', async () => {
  const world = aWorld(someConnections(5));
  await workUntil(world, requested, (mortal) => kick(mortal, aKickOrder()));

  expect(await propose(world, aKickOrder())).toMatchObject({ kind: 'found', need: undefined });
});

function fail(): never {
  throw new Error('there is one');
}

test('two requests at once: together they are over the limit, so one of them asks for an approval', async () => {
  const sessions = someConnections(8);
  const world = aWorld(sessions);
  const append = world.log.append.bind(world.log);
  world.log.append = async (draft) => {
    await setImmediate();
    return append(draft);
  };
  const sleep = world.clock.sleep.bind(world.clock);
  world.clock.sleep = async (ms) => {
    await setImmediate();
    await sleep(ms);
  };
  const only = (from: number, to: number) => sessions.slice(from, to).map(({ id }) => id);

  const results = await Promise.all([
    kick(world, aKickOrder({ only: only(0, 5) })),
    kick(world, aKickOrder({ only: only(5, 8) })),
  ]);

  expect(results.map(({ kind }) => kind).toSorted()).toEqual(['approval_asked', 'kicked']);
  expect(kindsIn(world).filter((kind) => kind === 'requested')).toHaveLength(1);
});

test('until a kick has recorded its requests on every endpoint, the same actor’s next kick counts nothing', async () => {
  const on = (endpoint: Endpoint, from: number, to: number) =>
    someConnections(8, { endpointId: endpoint.id }).slice(from, to);
  const world = aWorld([...on(anEndpoint(), 0, 1), ...on(lab, 1, 8)]);
  const ids = on(lab, 0, 8).map(({ id }) => id);
  const append = world.log.append.bind(world.log);
  // Another request has its turn many times before the second endpoint's request is recorded.
  world.log.append = async (draft) => {
    if (draft.kind === 'requested' && draft.endpoint?.name === lab.name)
      for (let turn = 0; turn < 40; turn += 1) await setImmediate();
    return append(draft);
  };
  const sleep = world.clock.sleep.bind(world.clock);
  world.clock.sleep = async (ms) => {
    await setImmediate();
    await sleep(ms);
  };

  const [first, second] = await Promise.all([
    kick(world, aKickOrder({ only: ids.slice(0, 5) })),
    kick(world, aKickOrder({ only: ids.slice(5, 8) })),
  ]);

  expect([first, second]).toMatchObject([kicks, asksOmar]);
});

test('while a kick terminates connections, the same actor’s next kick need not wait for it', async () => {
  const world = aWorld(someConnections(2));
  const locks: Promise<readonly Task[]>[] = [];
  world.vpn.onTerminate = () => {
    locks.push(world.agenda.ofKind('lock'));
  };

  await kick(world, aKickOrder({ only: someConnections(1).map(({ id }) => id) }));

  expect(await Promise.all(locks)).toEqual([[]]);
});

test('killed while it counts, a kick leaves nothing to be done, and the next one is not held up for long', async () => {
  const world = aWorld(someConnections(2));
  await workUntil(world, { kind: 'locked' }, (mortal) => kick(mortal, aKickOrder()));

  expect(await kick(world, aKickOrder())).toMatchObject(kicks);
  expect(world.clock.now().getTime()).toBeLessThan(Date.parse('2026-11-02T09:00:00Z') + 120_000);
  await resumeAfter(soonMs, world);
  expect(await openTasks(world)).toBe(0);
});

test('who comes back within a kick is counted together with those it terminated before', async () => {
  const world = aWorld(someConnections(5));
  world.vpn.onTerminate = () => {
    world.vpn.onTerminate = () => {};
    connect(world, more(1));
  };

  const result = await kick(world, aKickOrder());

  expect(result).toMatchObject({ kick: { stillOn: [{ id: 'cvpn-connection-20' }] } });
});

test('while the record cannot be read, the modal opens, and nothing is terminated', async () => {
  const world = aWorld(someConnections(1));
  world.log.requestedBy = async () => {
    throw new Error('the disk is gone');
  };

  expect(await propose(world, aKickOrder())).toMatchObject({ kind: 'found', need: undefined });
  await expect(kick(world, aKickOrder())).rejects.toThrow();
  expect(world.vpn.terminations).toEqual([]);
});

test('while nothing can be counted in turn, since the store takes nothing, nothing is terminated, and that is told', async () => {
  const world = aWorld(someConnections(1));
  world.agenda.begin = async () => {
    throw new Failure('store_unavailable', 'the disk is full');
  };

  const result = await kick(world, aKickOrder());

  expect(result).toEqual({ kind: 'unrecorded', code: 'store_unavailable' });
  expect([world.vpn.terminations, world.log.entries]).toEqual([[], []]);
});

test('while nothing can be counted in turn, nothing is requested, though the store takes everything else', async () => {
  const world = aWorld(someConnections(1));
  const begin = world.agenda.begin.bind(world.agenda);
  world.agenda.begin = async (task, lease) => {
    if (task.key.startsWith('lock ')) throw new Failure('store_unavailable', 'the disk is full');
    return begin(task, lease);
  };

  expect(await kick(world, aKickOrder())).toEqual({ kind: 'unrecorded', code: 'store_unavailable' });
  expect([world.vpn.terminations, world.log.entries]).toEqual([[], []]);
});
