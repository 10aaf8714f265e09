import { expect, test } from 'vitest';
import type { Connection } from '../../../src/domain/connection.ts';
import { kick } from '../../../src/features/kick/kick.ts';
import { resumeWatch } from '../../../src/features/reconnect/continue-watch.ts';
import { leaseFrom } from '../../../src/jobs/lease.ts';
import { aConnection } from '../../builders/a-connection.ts';
import { lab } from '../../builders/an-endpoint.ts';
import { connectionId, personId } from '../../builders/ids.ts';
import { noSecondPerson } from '../../builders/some-rules.ts';
import { aWorld, bob, helga, type MemoryWorld, omar } from '../../doubles/a-world.ts';
import { anAsker } from '../../doubles/an-asker.ts';
import { workUntil } from '../../doubles/dying-world.ts';
import { certificatesOnly } from '../../doubles/memory-vpn.ts';
import { aKickOrder } from '../kick/a-kick-order.ts';
import { openTasks, soonMs } from '../kick/after-a-crash.ts';
import { carryOutMany, somePeople, theKick } from '../kick/carry-out-many.ts';
import { comeBack, letPass, returnedIn } from './watch-out.ts';

const fiveMinutes = 301;

/** These people connect again, each with a connection of their own. */
function someComeBack(world: MemoryWorld, people: readonly Connection[]): readonly Connection[] {
  return people.map(({ username, endpointId }, index) =>
    comeBack(world, {
      id: connectionId(`cvpn-connection-again${index}`),
      endpointId,
      username,
      commonName: username,
    }),
  );
}

const latestReport = (world: MemoryWorld) => world.announcer.reconnects.at(-1);
const looksOn = (world: MemoryWorld, endpoint: string) =>
  world.vpn.calls.filter((call) => call.kind === 'look' && call.endpoint === endpoint);
const idsIn = (entries: ReturnType<typeof returnedIn>) =>
  entries.flatMap(({ connections = [] }) => connections.map(({ id }) => id));

test('after a kick of forty, each reconnect is recorded once, and all are told in one report', async () => {
  const people = somePeople(40);
  const world = aWorld(people);
  await carryOutMany(world, people);
  const back = someComeBack(world, people.slice(0, 12));

  await letPass(world, fiveMinutes);

  expect(returnedIn(world).map(({ target }) => target)).toEqual(
    expect.arrayContaining(people.slice(0, 12).map(({ username }) => username)),
  );
  expect(idsIn(returnedIn(world)).toSorted()).toEqual(back.map(({ id }) => id).toSorted());
  expect(latestReport(world)).toMatchObject({ kick: { correlation: theKick }, names: 12, watched: 40 });
  expect(latestReport(world)?.reconnected).toHaveLength(12);
  expect(world.announcer.comebacks).toEqual([]);
});

test('whoever reconnects later is added to the report', async () => {
  const people = somePeople(40);
  const world = aWorld(people);
  await carryOutMany(world, people);
  someComeBack(world, people.slice(0, 1));
  await letPass(world, 60);
  comeBack(world, { id: connectionId('cvpn-connection-1ate'), username: people[7]?.username });

  await letPass(world, fiveMinutes);

  expect(world.announcer.reconnects[0]).toMatchObject({ names: 1, watched: 40 });
  expect(latestReport(world)).toMatchObject({ names: 2, watched: 40 });
});

test('a report that another watch has overtaken is not the last one', async () => {
  const people = somePeople(40);
  const world = aWorld(people);
  await carryOutMany(world, people);
  someComeBack(world, people.slice(0, 1));
  const { announcer, clock, log } = world;
  const reports: { readonly names: number; readonly atMs: number }[] = [];
  announcer.reportReconnects = async ({ names }) => {
    reports.push({ names, atMs: clock.elapsedMs() });
    const [returned] = returnedIn(world);
    const other = { target: people[7]?.username ?? '', connections: [{ id: 'cvpn-connection-07e' }] };
    if (returned !== undefined && reports.length === 1) await log.append({ ...returned, ...other });
    return true;
  };

  await letPass(world, 60);

  const [overtaken, next] = reports;
  expect(overtaken).toMatchObject({ names: 1 });
  expect(next).toEqual({ names: 2, atMs: overtaken?.atMs });
});

test.each([1, 40, 251])('a watch of %i names takes eight scans, and is over', async (count) => {
  const people = somePeople(count);
  const world = aWorld(people);
  await carryOutMany(world, people);
  world.vpn.calls.length = 0;

  await letPass(world, fiveMinutes + 10);

  expect(looksOn(world, 'prod-eu')).toHaveLength(8);
  expect(looksOn(world, 'lab')).toHaveLength(0);
  expect((await world.agenda.state()).open).toBe(0);
});

test('a kick of a thousand leaves one small task for each endpoint', async () => {
  const people = somePeople(1_000);
  const world = aWorld(people);
  const { put } = world.agenda;
  const sizes: number[] = [];
  Object.assign(world.agenda, {
    put: (...asked: Parameters<typeof put>) => {
      sizes.push(asked[0].payload.length);
      return put.apply(world.agenda, asked);
    },
  });

  await carryOutMany(world, people);

  expect(sizes).toHaveLength(1);
  expect(sizes[0]).toBeLessThan(25_000);
});

test('of more than a hundred reconnects at once, one entry lists up to a hundred', async () => {
  const people = somePeople(251).map((person, index) =>
    index === 7 ? { ...person, username: 'Baker, Bob', commonName: 'Baker, Bob' } : person,
  );
  const world = aWorld(people);
  await carryOutMany(world, people);
  someComeBack(world, people.slice(0, 240));

  await letPass(world, fiveMinutes);

  const entries = returnedIn(world);
  expect(entries.map(({ connections = [] }) => connections.length)).toEqual([100, 100, 40]);
  expect(new Set(idsIn(entries)).size).toBe(240);
  expect(latestReport(world)).toMatchObject({ names: 240, watched: 251 });
});

test('whoever reconnects while a long kick is under way is told of before its end', async () => {
  const people = somePeople(251);
  const world = aWorld(people);
  const { terminate } = world.vpn;
  Object.assign(world.vpn, {
    terminate: async (...asked: Parameters<typeof terminate>) => {
      const { length } = world.vpn.terminations;
      if (length === 120) comeBack(world, { username: people[0]?.username });
      if (length === 50 || length === 130) await watchNow(world);
      return terminate.apply(world.vpn, asked);
    },
  });
  let reportedBefore = 0;
  world.vpn.onTerminate = () => {
    reportedBefore = world.announcer.reconnects.length;
  };

  await carryOutMany(world, people);

  expect(reportedBefore).toBe(1);
  expect(latestReport(world)).toMatchObject({ names: 1, watched: 100 });
});

/** Takes the one watch that is down, due or not. */
async function watchNow(world: MemoryWorld): Promise<void> {
  const [task] = await world.agenda.ofKind('watch');
  const hold = await world.agenda.takeEarly(task?.key ?? '', leaseFrom(world.clock));
  if (hold !== undefined) await resumeWatch(world, hold);
}

test('who was spared, or was already being terminated by another kick, is not watched for', async () => {
  const people = somePeople(40);
  const world = aWorld(people);
  const [taken, stubborn] = people;
  world.vpn.stubborn.add(stubborn?.id ?? connectionId('cvpn-connection-0'));
  await kick(world, aKickOrder({ whom: { kind: 'name', name: taken?.username ?? '' }, on: 'prod-eu' }));
  await carryOutMany(world, people);
  someComeBack(world, people.slice(0, 2));

  await letPass(world, fiveMinutes);

  expect(returnedIn(world).map(({ correlation, target }) => [correlation === theKick, target])).toEqual([
    [false, taken?.username],
  ]);
});

test('a reconnect under another spelling of the name is told of', async () => {
  const world = aWorld([aConnection({ username: 'jdoe@example.com' })]);
  await kick(world, aKickOrder({ whom: { kind: 'name', name: 'jdoe@example.com' }, on: 'prod-eu' }));
  comeBack(world, { username: 'jDoE@example.com' });

  await letPass(world, 30);

  expect(world.announcer.comebacks).toMatchObject([{ name: 'jDoE@example.com' }]);
});

const directoryFacts = { ...certificatesOnly, authentication: ['directory'] } as const;

test.each([
  ['CORP\\anna', 'anna@corp.example', true],
  ['CORP\\anna', 'ANNA', true],
  ['anna@corp.example', 'anna@partner.example', false],
  ['CORP\\anna', 'OTHER\\anna', false],
])('on a directory, after a kick of %s a reconnect as %s is told of: %s', async (kicked, back, isTold) => {
  const world = aWorld([aConnection({ username: kicked })]);
  world.vpn.factsOf.set(aConnection().endpointId, directoryFacts);
  await kick(world, aKickOrder({ whom: { kind: 'connection', connection: aConnection().id } }));
  comeBack(world, { username: back });

  await letPass(world, 30);

  expect(world.announcer.comebacks.map(({ name }) => name)).toEqual(isTold ? [back] : []);
});

test('where no directory is, names are compared whole', async () => {
  const world = aWorld([aConnection({ username: 'CORP\\anna' })]);
  await kick(world, aKickOrder({ whom: { kind: 'connection', connection: aConnection().id } }));
  comeBack(world, { username: 'anna' });

  await letPass(world, 30);

  expect(returnedIn(world)).toEqual([]);
});

test.each([undefined, 'finished'] as const)(
  'of many in a directory, one user in two spellings is one name, killed after %s',
  async (entry) => {
    const people = somePeople(40).map((person, index) =>
      index === 3
        ? { ...person, isDirectoryUser: true, username: 'CORP\\anna' }
        : { ...person, isDirectoryUser: true },
    );
    const world = aWorld(people);
    world.vpn.factsOf.set(aConnection().endpointId, directoryFacts);
    if (entry === undefined) await carryOutMany(world, people);
    else await workUntil(world, { kind: 'recorded', entry }, (mortal) => carryOutMany(mortal, people));
    await letPass(world, soonMs / 1000);
    comeBack(world, { id: connectionId('cvpn-connection-back1'), username: 'anna' });
    comeBack(world, { id: connectionId('cvpn-connection-back2'), username: 'corp\\ANNA' });

    await letPass(world, fiveMinutes);

    expect(idsIn(returnedIn(world)).toSorted()).toEqual(['cvpn-connection-back1', 'cvpn-connection-back2']);
    expect(latestReport(world)).toMatchObject({ names: 1, watched: 40 });
  },
);

test('a reconnect under another of the person’s names is told of', async () => {
  const names = new Map([[personId('U0BOB'), ['bob-laptop']]]);
  const world = aWorld([aConnection()], { people: { match: 'email', map: names } });
  world.vpn.factsOf.set(lab.id, certificatesOnly);
  await kick(world, aKickOrder({ whom: { kind: 'person', person: bob.id } }));
  comeBack(world, { endpointId: lab.id, username: undefined, commonName: 'bob-laptop' });

  await letPass(world, 30);

  expect(world.announcer.comebacks).toMatchObject([{ name: 'bob-laptop', endpoint: { name: 'lab' } }]);
});

test('what AWS cannot tell about the endpoint at one look is asked again at the next', async () => {
  const world = aWorld([aConnection()]);
  await kick(world, aKickOrder({ on: 'prod-eu' }));
  comeBack(world);
  world.vpn.fail({ method: 'facts', code: 'aws_throttled', times: 1 });

  await letPass(world, 30);

  expect(world.announcer.comebacks).toHaveLength(1);
});

const inSecops = anAsker(omar, 'C0SECOPS');
const actorsTold = (world: MemoryWorld) =>
  world.announcer.comebacks.map(({ kick: { actor }, endpoint }) => [actor.name, endpoint.name]);

test('a reconnect is credited to the latest kick of the name, also where only the earlier one looked', async () => {
  const world = aWorld([aConnection()]);
  await kick(world, aKickOrder());
  comeBack(world, { id: connectionId('cvpn-connection-second') });
  await kick(world, aKickOrder({ asker: inSecops, on: 'prod-eu' }));
  const back = comeBack(world, { endpointId: lab.id });

  await letPass(world, fiveMinutes);

  expect(actorsTold(world)).toEqual([['omar', 'lab']]);
  expect(returnedIn(world)).toMatchObject([{ actor: { name: 'omar' }, connections: [{ id: back.id }] }]);
});

test('two overlapping watches of one endpoint tell of one reconnect once, for the latest kick', async () => {
  const world = aWorld([aConnection()]);
  await kick(world, aKickOrder());
  await letPass(world, 40);
  comeBack(world, { id: connectionId('cvpn-connection-second'), endpointId: lab.id });
  await kick(world, aKickOrder({ asker: inSecops }));
  comeBack(world, { id: connectionId('cvpn-connection-third') });
  comeBack(world, { id: connectionId('cvpn-connection-fourth'), endpointId: lab.id });

  await letPass(world, fiveMinutes);

  expect(actorsTold(world).toSorted()).toEqual([
    ['omar', 'lab'],
    ['omar', 'prod-eu'],
  ]);
  expect(returnedIn(world)).toHaveLength(2);
});

test('a reconnect after a later kick of many is left to that kick’s watch of the same endpoint', async () => {
  const people = somePeople(40);
  const world = aWorld(people, noSecondPerson);
  const [one] = people;
  await kick(world, aKickOrder({ whom: { kind: 'name', name: one?.username ?? '' }, on: 'prod-eu' }));
  comeBack(world, { id: connectionId('cvpn-connection-second'), username: one?.username });
  const again = { ...aConnection(), id: connectionId('cvpn-connection-second'), username: one?.username };
  await carryOutMany(world, [again, ...people.slice(1)]);
  comeBack(world, { id: connectionId('cvpn-connection-third'), username: one?.username });

  await letPass(world, fiveMinutes);

  expect(world.announcer.comebacks).toEqual([]);
  expect(latestReport(world)).toMatchObject({ kick: { correlation: theKick }, names: 1, watched: 40 });
});

test.each(['from the oldest on', 'from the newest on'])(
  'of several later kicks, listed %s, a reconnect elsewhere is credited to the newest',
  async (order) => {
    const world = aWorld([aConnection()]);
    const { ofKind } = world.agenda;
    if (order === 'from the newest on')
      Object.assign(world.agenda, {
        ofKind: async (kind: string) => (await ofKind.call(world.agenda, kind)).toReversed(),
      });
    await kick(world, aKickOrder());
    for (const id of ['cvpn-connection-second', 'cvpn-connection-third', 'cvpn-connection-fourth']) {
      comeBack(world, { id: connectionId(id) });
      await kick(world, aKickOrder({ asker: inSecops, on: 'prod-eu' }));
    }
    const back = comeBack(world, { endpointId: lab.id });

    await letPass(world, fiveMinutes);

    const newest = world.log.entries.findLast(({ kind }) => kind === 'requested');
    expect(returnedIn(world)).toMatchObject([
      { correlation: newest?.correlation, connections: [{ id: back.id }] },
    ]);
  },
);

test('a reconnect where only the later kick looks is credited to it, not to the earlier one', async () => {
  const world = aWorld([aConnection()]);
  await kick(world, aKickOrder({ on: 'prod-eu' }));
  comeBack(world, { id: connectionId('cvpn-connection-second') });
  await kick(world, aKickOrder({ asker: inSecops }));
  comeBack(world, { endpointId: lab.id });

  await letPass(world, fiveMinutes);

  expect(actorsTold(world)).toEqual([['omar', 'lab']]);
});

test('a new connection that is already being terminated is not reported as a reconnect', async () => {
  const world = aWorld([aConnection()]);
  await kick(world, aKickOrder({ on: 'prod-eu' }));
  comeBack(world, { status: { code: 'terminating', message: undefined } });

  await letPass(world, fiveMinutes);

  expect(returnedIn(world)).toEqual([]);
});

test('a connection that was there before the later kick is credited to the earlier one', async () => {
  const world = aWorld([aConnection()]);
  await kick(world, aKickOrder());
  const back = comeBack(world, { endpointId: lab.id });
  await world.clock.sleep(2_000);
  comeBack(world, { id: connectionId('cvpn-connection-second') });
  await kick(world, aKickOrder({ asker: inSecops, on: 'prod-eu' }));

  await letPass(world, fiveMinutes);

  expect(actorsTold(world)).toEqual([['helga', 'lab']]);
  expect(idsIn(returnedIn(world))).toEqual([back.id]);
});

test('does not report connections that a later kick spared as new to its actor', async () => {
  const world = aWorld([aConnection()]);
  await kick(world, aKickOrder({ on: 'prod-eu' }));
  const listed = comeBack(world, { id: connectionId('cvpn-connection-1isted') });
  comeBack(world, { id: connectionId('cvpn-connection-5pared') });
  await kick(world, aKickOrder({ asker: inSecops, on: 'prod-eu', only: [listed.id] }));

  await letPass(world, fiveMinutes);

  expect(idsIn(returnedIn(world))).not.toContain(listed.id);
  expect(returnedIn(world).filter(({ actor }) => actor.name === 'omar')).toEqual([]);
});

test('reports the reconnect of a person who was kicked again only for the later kick', async () => {
  const people = somePeople(40);
  const world = aWorld(people, noSecondPerson);
  const [one, other] = people;
  await carryOutMany(world, people);
  comeBack(world, { id: connectionId('cvpn-connection-second'), username: one?.username });
  const again = { whom: { kind: 'name', name: one?.username ?? '' }, on: 'prod-eu' } as const;
  await kick(world, aKickOrder({ asker: anAsker(helga), ...again }));
  comeBack(world, { id: connectionId('cvpn-connection-third'), username: one?.username });
  comeBack(world, { id: connectionId('cvpn-connection-fourth'), username: other?.username });

  await letPass(world, fiveMinutes);

  expect(world.announcer.comebacks.map(({ kick: { actor }, name }) => [actor.name, name])).toEqual([
    ['helga', one?.username],
  ]);
  expect(latestReport(world)).toMatchObject({ names: 1, watched: 40 });
  expect(latestReport(world)?.reconnected.map(({ name }) => name)).toEqual([other?.username]);
});

test.each(['requested', 'finished', 'confirmed'] as const)(
  'killed when a kick of forty had just recorded %s, the next process watches for all of them',
  async (entry) => {
    const people = somePeople(40);
    const world = aWorld(people);
    await workUntil(world, { kind: 'recorded', entry }, (mortal) => carryOutMany(mortal, people));
    await letPass(world, soonMs / 1000 + 30);
    someComeBack(world, people.slice(20));

    await letPass(world, fiveMinutes);

    expect(returnedIn(world)).toHaveLength(20);
    expect(latestReport(world)).toMatchObject({ names: 20, watched: 40 });
  },
);

test('killed after a reconnect was recorded and before it was told, the next process tells all, once', async () => {
  const people = somePeople(40);
  const world = aWorld(people);
  await carryOutMany(world, people);
  someComeBack(world, people.slice(0, 12));

  await workUntil(world, { kind: 'recorded', entry: 'returned' }, (mortal) => letPass(mortal, 30));
  await letPass(world, fiveMinutes);

  expect(returnedIn(world)).toHaveLength(12);
  expect(latestReport(world)).toMatchObject({ names: 12, watched: 40 });
});

test('whoever was stalled past the lease of a watch records nothing beside the next process', async () => {
  const people = somePeople(40);
  const world = aWorld(people);
  await carryOutMany(world, people);
  someComeBack(world, people.slice(0, 12));
  const [task] = await world.agenda.ofKind('watch');
  const stalled = await world.agenda.takeEarly(task?.key ?? '', leaseFrom(world.clock));
  await world.clock.sleep(16_000);
  await letPass(world, 1);

  if (stalled !== undefined) await resumeWatch(world, stalled);
  await letPass(world, fiveMinutes);

  expect(idsIn(returnedIn(world))).toHaveLength(12);
});

test('whoever is stalled past the lease while they read the list records nothing beside the next process', async () => {
  const people = somePeople(40);
  const world = aWorld(people);
  await carryOutMany(world, people);
  someComeBack(world, people.slice(0, 12));
  await world.clock.sleep(6_000);
  const { recent } = world.snapshots;
  let isStalled = false;
  Object.assign(world.snapshots, {
    recent: async (...asked: Parameters<typeof recent>) => {
      const snapshot = await recent.apply(world.snapshots, asked);
      if (!isStalled) {
        isStalled = true;
        await letPass(world, 20);
      }
      return snapshot;
    },
  });

  await watchNow(world);
  await letPass(world, fiveMinutes);

  expect(idsIn(returnedIn(world))).toHaveLength(12);
});

test('a report that could not be shown is shown later', async () => {
  const people = somePeople(40);
  const world = aWorld(people);
  await carryOutMany(world, people);
  someComeBack(world, people.slice(0, 3));
  world.announcer.isDown = true;
  await letPass(world, fiveMinutes);
  world.announcer.isDown = false;

  await letPass(world, 30);

  expect(latestReport(world)).toMatchObject({ names: 3, watched: 40 });
  expect(returnedIn(world)).toHaveLength(3);
  expect(await openTasks(world)).toBe(0);
  expect((await world.agenda.state()).open).toBe(0);
});

test('after the clock was set back by an hour, nobody is watched for until it has caught up', async () => {
  const world = aWorld([aConnection()]);
  await kick(world, aKickOrder({ on: 'prod-eu' }));
  world.clock.set(-3_600_000);
  const [task] = await world.agenda.ofKind('watch');
  const hold = await world.agenda.takeEarly(task?.key ?? '', leaseFrom(world.clock));

  if (hold !== undefined) await resumeWatch(world, hold);

  expect(await world.agenda.ofKind('watch')).toEqual([]);
});

test('the task for one name that an earlier version put down is gone on with', async () => {
  const world = aWorld([aConnection()]);
  await kick(world, aKickOrder({ on: 'prod-eu' }));
  const { correlation = '' } = world.log.entries[0] ?? {};
  await openTasks(world);
  for (const { key } of await world.agenda.ofKind('watch')) await forget(world, key);
  // As it stood in a store.
  await world.agenda.put(
    {
      key: 'watch cvpn-endpoint-0123456789abcdef0 username bob@example.com',
      payload: `["${correlation}","cvpn-endpoint-0123456789abcdef0","username","Bob@example.com","1793610000000","name","cvpn-connection-0spared"]`,
    },
    world.clock.now(),
  );
  comeBack(world, { id: connectionId('cvpn-connection-0spared') });
  const back = comeBack(world);

  await letPass(world, fiveMinutes + 10);

  expect(world.announcer.comebacks).toMatchObject([{ connection: back.id, again: { kind: 'name' } }]);
  expect((await world.agenda.state()).open).toBe(0);
});

async function forget({ agenda }: MemoryWorld, key: string): Promise<void> {
  const hold = await agenda.takeEarly(key, { now: new Date('2200-01-01'), until: new Date('2200-01-02') });
  if (hold !== undefined) await agenda.finish(hold);
}
