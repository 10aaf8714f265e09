import { expect, test } from 'vitest';
import type { Connection } from '../../../src/domain/connection.ts';
import { kick } from '../../../src/features/kick/kick.ts';
import { continueWatch } from '../../../src/features/reconnect/continue-watch.ts';
import { leaseTerm } from '../../../src/jobs/complete-job.ts';
import { aConnection } from '../../builders/a-connection.ts';
import { lab } from '../../builders/an-endpoint.ts';
import { connectionId, personId } from '../../builders/ids.ts';
import { noSecondPerson } from '../../builders/some-rules.ts';
import { aRequester } from '../../doubles/a-requester.ts';
import { anApp, bob, helga, type MemoryContext, omar } from '../../doubles/an-app.ts';
import { runUntilCrash } from '../../doubles/crashing-context.ts';
import { certificatesOnly } from '../../doubles/memory-vpn.ts';
import { aKickOrder } from '../kick/a-kick-order.ts';
import { openJobs, soonMs } from '../kick/after-a-crash.ts';
import { carryOutMany, somePeople, theKick } from '../kick/carry-out-many.ts';
import { letTimePass, reconnect, returnedEntries } from './after-a-kick.ts';

const fiveMinutes = 301;

/** These people connect again, each with a connection of their own. */
function someComeBack(app: MemoryContext, people: readonly Connection[]): readonly Connection[] {
  return people.map(({ username, endpointId }, index) =>
    reconnect(app, {
      id: connectionId(`cvpn-connection-again${index}`),
      endpointId,
      username,
      commonName: username,
    }),
  );
}

const latestReport = (app: MemoryContext) => app.announcer.reconnects.at(-1);
const looksOn = (app: MemoryContext, endpoint: string) =>
  app.vpn.calls.filter((call) => call.kind === 'look' && call.endpoint === endpoint);
const idsIn = (entries: ReturnType<typeof returnedEntries>) =>
  entries.flatMap(({ connections = [] }) => connections.map(({ id }) => id));

test('after a kick of forty, each reconnect is recorded once, and all are in one report', async () => {
  const people = somePeople(40);
  const app = anApp(people);
  await carryOutMany(app, people);
  const back = someComeBack(app, people.slice(0, 12));

  await letTimePass(app, fiveMinutes);

  expect(returnedEntries(app).map(({ target }) => target)).toEqual(
    expect.arrayContaining(people.slice(0, 12).map(({ username }) => username)),
  );
  expect(idsIn(returnedEntries(app)).toSorted()).toEqual(back.map(({ id }) => id).toSorted());
  expect(latestReport(app)).toMatchObject({ kick: { correlation: theKick }, names: 12, watched: 40 });
  expect(latestReport(app)?.reconnected).toHaveLength(12);
  expect(app.announcer.warnings).toEqual([]);
});

test('whoever reconnects later is added to the report', async () => {
  const people = somePeople(40);
  const app = anApp(people);
  await carryOutMany(app, people);
  someComeBack(app, people.slice(0, 1));
  await letTimePass(app, 60);
  reconnect(app, { id: connectionId('cvpn-connection-1ate'), username: people[7]?.username });

  await letTimePass(app, fiveMinutes);

  expect(app.announcer.reconnects[0]).toMatchObject({ names: 1, watched: 40 });
  expect(latestReport(app)).toMatchObject({ names: 2, watched: 40 });
});

test('a report that another watch has overtaken is not the last one', async () => {
  const people = somePeople(40);
  const app = anApp(people);
  await carryOutMany(app, people);
  someComeBack(app, people.slice(0, 1));
  const { announcer, clock, log } = app;
  const reports: { readonly names: number; readonly atMs: number }[] = [];
  announcer.reportReconnects = async ({ names }) => {
    reports.push({ names, atMs: clock.elapsedMs() });
    const [returned] = returnedEntries(app);
    const other = { target: people[7]?.username ?? '', connections: [{ id: 'cvpn-connection-07e' }] };
    if (returned !== undefined && reports.length === 1) await log.append({ ...returned, ...other });
    return true;
  };

  await letTimePass(app, 60);

  const [overtaken, next] = reports;
  expect(overtaken).toMatchObject({ names: 1 });
  expect(next).toEqual({ names: 2, atMs: overtaken?.atMs });
});

test.each([1, 40, 251])('a watch of %i names ends after eight scans', async (count) => {
  const people = somePeople(count);
  const app = anApp(people);
  await carryOutMany(app, people);
  app.vpn.calls.length = 0;

  await letTimePass(app, fiveMinutes + 10);

  expect(looksOn(app, 'prod-eu')).toHaveLength(8);
  expect(looksOn(app, 'lab')).toHaveLength(0);
  expect((await app.jobs.state()).open).toBe(0);
});

test('a kick of a thousand leaves one small job for each endpoint', async () => {
  const people = somePeople(1_000);
  const app = anApp(people);
  const { enqueue } = app.jobs;
  const sizes: number[] = [];
  Object.assign(app.jobs, {
    enqueue: (...asked: Parameters<typeof enqueue>) => {
      sizes.push(asked[0].payload.length);
      return enqueue.apply(app.jobs, asked);
    },
  });

  await carryOutMany(app, people);

  expect(sizes).toHaveLength(1);
  expect(sizes[0]).toBeLessThan(25_000);
});

test('of more than a hundred reconnects at once, one entry lists up to a hundred', async () => {
  const people = somePeople(251).map((person, index) =>
    index === 7 ? { ...person, username: 'Baker, Bob', commonName: 'Baker, Bob' } : person,
  );
  const app = anApp(people);
  await carryOutMany(app, people);
  someComeBack(app, people.slice(0, 240));

  await letTimePass(app, fiveMinutes);

  const entries = returnedEntries(app);
  expect(entries.map(({ connections = [] }) => connections.length)).toEqual([100, 100, 40]);
  expect(new Set(idsIn(entries)).size).toBe(240);
  expect(latestReport(app)).toMatchObject({ names: 240, watched: 251 });
});

test('reconnects during a long kick are reported before its end', async () => {
  const people = somePeople(251);
  const app = anApp(people);
  const { terminate } = app.vpn;
  Object.assign(app.vpn, {
    terminate: async (...asked: Parameters<typeof terminate>) => {
      const { length } = app.vpn.terminations;
      if (length === 120) reconnect(app, { username: people[0]?.username });
      if (length === 50 || length === 130) await watchNow(app);
      return terminate.apply(app.vpn, asked);
    },
  });
  let reportedBefore = 0;
  app.vpn.onTerminate = () => {
    reportedBefore = app.announcer.reconnects.length;
  };

  await carryOutMany(app, people);

  expect(reportedBefore).toBe(1);
  expect(latestReport(app)).toMatchObject({ names: 1, watched: 100 });
});

/** Takes the one watch that is down, due or not. */
async function watchNow(app: MemoryContext): Promise<void> {
  const [job] = await app.jobs.ofKind('watch');
  const lease = await app.jobs.claimEarly(job?.key ?? '', leaseTerm(app.clock));
  if (lease !== undefined) await continueWatch(app, lease);
}

test('connections that were left alone, or that another kick is terminating, are not reported', async () => {
  const people = somePeople(40);
  const app = anApp(people);
  const [taken, stubborn] = people;
  app.vpn.stubborn.add(stubborn?.id ?? connectionId('cvpn-connection-0'));
  await kick(app, aKickOrder({ targetRef: { kind: 'name', name: taken?.username ?? '' }, on: 'prod-eu' }));
  await carryOutMany(app, people);
  someComeBack(app, people.slice(0, 2));

  await letTimePass(app, fiveMinutes);

  expect(returnedEntries(app).map(({ correlation, target }) => [correlation === theKick, target])).toEqual([
    [false, taken?.username],
  ]);
});

test('a reconnect under another spelling of the name is reported', async () => {
  const app = anApp([aConnection({ username: 'jdoe@example.com' })]);
  await kick(app, aKickOrder({ targetRef: { kind: 'name', name: 'jdoe@example.com' }, on: 'prod-eu' }));
  reconnect(app, { username: 'jDoE@example.com' });

  await letTimePass(app, 30);

  expect(app.announcer.warnings).toMatchObject([{ name: 'jDoE@example.com' }]);
});

const directoryFacts = { ...certificatesOnly, authentication: ['directory'] } as const;

test.each([
  ['CORP\\anna', 'anna@corp.example', true],
  ['CORP\\anna', 'ANNA', true],
  ['anna@corp.example', 'anna@partner.example', false],
  ['CORP\\anna', 'OTHER\\anna', false],
])(
  'a reconnect on a directory endpoint, after a kick of %s, as %s is reported: %s',
  async (kicked, back, isAnnounced) => {
    const app = anApp([aConnection({ username: kicked })]);
    app.vpn.factsOf.set(aConnection().endpointId, directoryFacts);
    await kick(app, aKickOrder({ targetRef: { kind: 'connection', connection: aConnection().id } }));
    reconnect(app, { username: back });

    await letTimePass(app, 30);

    expect(app.announcer.warnings.map(({ name }) => name)).toEqual(isAnnounced ? [back] : []);
  },
);

test('names are compared whole on endpoints without a directory', async () => {
  const app = anApp([aConnection({ username: 'CORP\\anna' })]);
  await kick(app, aKickOrder({ targetRef: { kind: 'connection', connection: aConnection().id } }));
  reconnect(app, { username: 'anna' });

  await letTimePass(app, 30);

  expect(returnedEntries(app)).toEqual([]);
});

test.each([undefined, 'finished'] as const)(
  'two spellings of one directory user in a kick of many are one name, after a crash when %s',
  async (entry) => {
    const people = somePeople(40).map((person, index) =>
      index === 3
        ? { ...person, isDirectoryUser: true, username: 'CORP\\anna' }
        : { ...person, isDirectoryUser: true },
    );
    const app = anApp(people);
    app.vpn.factsOf.set(aConnection().endpointId, directoryFacts);
    if (entry === undefined) await carryOutMany(app, people);
    else await runUntilCrash(app, { kind: 'recorded', entry }, (crashing) => carryOutMany(crashing, people));
    await letTimePass(app, soonMs / 1000);
    reconnect(app, { id: connectionId('cvpn-connection-back1'), username: 'anna' });
    reconnect(app, { id: connectionId('cvpn-connection-back2'), username: 'corp\\ANNA' });

    await letTimePass(app, fiveMinutes);

    expect(idsIn(returnedEntries(app)).toSorted()).toEqual([
      'cvpn-connection-back1',
      'cvpn-connection-back2',
    ]);
    expect(latestReport(app)).toMatchObject({ names: 1, watched: 40 });
  },
);

test('a reconnect under another of the person’s names is reported', async () => {
  const names = new Map([[personId('U0BOB'), ['bob-laptop']]]);
  const app = anApp([aConnection()], { people: { match: 'email', map: names } });
  app.vpn.factsOf.set(lab.id, certificatesOnly);
  await kick(app, aKickOrder({ targetRef: { kind: 'person', person: bob.id } }));
  reconnect(app, { endpointId: lab.id, username: undefined, commonName: 'bob-laptop' });

  await letTimePass(app, 30);

  expect(app.announcer.warnings).toMatchObject([{ name: 'bob-laptop', endpoint: { name: 'lab' } }]);
});

test('what AWS cannot say about the endpoint at one check is read again at the next', async () => {
  const app = anApp([aConnection()]);
  await kick(app, aKickOrder({ on: 'prod-eu' }));
  reconnect(app);
  app.vpn.fail({ method: 'facts', code: 'aws_throttled', times: 1 });

  await letTimePass(app, 30);

  expect(app.announcer.warnings).toHaveLength(1);
});

const inSecops = aRequester(omar, 'C0SECOPS');
const actorsTold = (app: MemoryContext) =>
  app.announcer.warnings.map(({ kick: { actor }, endpoint }) => [actor.name, endpoint.name]);

test('a reconnect is attributed to the latest kick of the name, even if only the earlier one sees it', async () => {
  const app = anApp([aConnection()]);
  await kick(app, aKickOrder());
  reconnect(app, { id: connectionId('cvpn-connection-second') });
  await kick(app, aKickOrder({ requester: inSecops, on: 'prod-eu' }));
  const back = reconnect(app, { endpointId: lab.id });

  await letTimePass(app, fiveMinutes);

  expect(actorsTold(app)).toEqual([['omar', 'lab']]);
  expect(returnedEntries(app)).toMatchObject([{ actor: { name: 'omar' }, connections: [{ id: back.id }] }]);
});

test('two overlapping watches of one endpoint report a reconnect once, for the latest kick', async () => {
  const app = anApp([aConnection()]);
  await kick(app, aKickOrder());
  await letTimePass(app, 40);
  reconnect(app, { id: connectionId('cvpn-connection-second'), endpointId: lab.id });
  await kick(app, aKickOrder({ requester: inSecops }));
  reconnect(app, { id: connectionId('cvpn-connection-third') });
  reconnect(app, { id: connectionId('cvpn-connection-fourth'), endpointId: lab.id });

  await letTimePass(app, fiveMinutes);

  expect(actorsTold(app).toSorted()).toEqual([
    ['omar', 'lab'],
    ['omar', 'prod-eu'],
  ]);
  expect(returnedEntries(app)).toHaveLength(2);
});

test('a reconnect after a later kick of many is left to that kick’s watch of the same endpoint', async () => {
  const people = somePeople(40);
  const app = anApp(people, noSecondPerson);
  const [one] = people;
  await kick(app, aKickOrder({ targetRef: { kind: 'name', name: one?.username ?? '' }, on: 'prod-eu' }));
  reconnect(app, { id: connectionId('cvpn-connection-second'), username: one?.username });
  const again = { ...aConnection(), id: connectionId('cvpn-connection-second'), username: one?.username };
  await carryOutMany(app, [again, ...people.slice(1)]);
  reconnect(app, { id: connectionId('cvpn-connection-third'), username: one?.username });

  await letTimePass(app, fiveMinutes);

  expect(app.announcer.warnings).toEqual([]);
  expect(latestReport(app)).toMatchObject({ kick: { correlation: theKick }, names: 1, watched: 40 });
});

test.each(['from the oldest on', 'from the newest on'])(
  'of several later kicks, listed %s, the newest one gets the reconnect on another endpoint',
  async (order) => {
    const app = anApp([aConnection()]);
    const { ofKind } = app.jobs;
    if (order === 'from the newest on')
      Object.assign(app.jobs, {
        ofKind: async (kind: string) => (await ofKind.call(app.jobs, kind)).toReversed(),
      });
    await kick(app, aKickOrder());
    for (const id of ['cvpn-connection-second', 'cvpn-connection-third', 'cvpn-connection-fourth']) {
      reconnect(app, { id: connectionId(id) });
      await kick(app, aKickOrder({ requester: inSecops, on: 'prod-eu' }));
    }
    const back = reconnect(app, { endpointId: lab.id });

    await letTimePass(app, fiveMinutes);

    const newest = app.log.entries.findLast(({ kind }) => kind === 'requested');
    expect(returnedEntries(app)).toMatchObject([
      { correlation: newest?.correlation, connections: [{ id: back.id }] },
    ]);
  },
);

test('a reconnect that only the later kick sees is attributed to it', async () => {
  const app = anApp([aConnection()]);
  await kick(app, aKickOrder({ on: 'prod-eu' }));
  reconnect(app, { id: connectionId('cvpn-connection-second') });
  await kick(app, aKickOrder({ requester: inSecops }));
  reconnect(app, { endpointId: lab.id });

  await letTimePass(app, fiveMinutes);

  expect(actorsTold(app)).toEqual([['omar', 'lab']]);
});

test('a new connection that is already being terminated is not reported as a reconnect', async () => {
  const app = anApp([aConnection()]);
  await kick(app, aKickOrder({ on: 'prod-eu' }));
  reconnect(app, { status: { code: 'terminating', message: undefined } });

  await letTimePass(app, fiveMinutes);

  expect(returnedEntries(app)).toEqual([]);
});

test('a connection from before the later kick is attributed to the earlier one', async () => {
  const app = anApp([aConnection()]);
  await kick(app, aKickOrder());
  const back = reconnect(app, { endpointId: lab.id });
  await app.clock.sleep(2_000);
  reconnect(app, { id: connectionId('cvpn-connection-second') });
  await kick(app, aKickOrder({ requester: inSecops, on: 'prod-eu' }));

  await letTimePass(app, fiveMinutes);

  expect(actorsTold(app)).toEqual([['helga', 'lab']]);
  expect(idsIn(returnedEntries(app))).toEqual([back.id]);
});

test('does not report connections that a later kick left alone as new to its actor', async () => {
  const app = anApp([aConnection()]);
  await kick(app, aKickOrder({ on: 'prod-eu' }));
  const listed = reconnect(app, { id: connectionId('cvpn-connection-1isted') });
  reconnect(app, { id: connectionId('cvpn-connection-5pared') });
  await kick(app, aKickOrder({ requester: inSecops, on: 'prod-eu', only: [listed.id] }));

  await letTimePass(app, fiveMinutes);

  expect(idsIn(returnedEntries(app))).not.toContain(listed.id);
  expect(returnedEntries(app).filter(({ actor }) => actor.name === 'omar')).toEqual([]);
});

test('reports the reconnect of a person who was kicked again only for the later kick', async () => {
  const people = somePeople(40);
  const app = anApp(people, noSecondPerson);
  const [one, other] = people;
  await carryOutMany(app, people);
  reconnect(app, { id: connectionId('cvpn-connection-second'), username: one?.username });
  const again = { targetRef: { kind: 'name', name: one?.username ?? '' }, on: 'prod-eu' } as const;
  await kick(app, aKickOrder({ requester: aRequester(helga), ...again }));
  reconnect(app, { id: connectionId('cvpn-connection-third'), username: one?.username });
  reconnect(app, { id: connectionId('cvpn-connection-fourth'), username: other?.username });

  await letTimePass(app, fiveMinutes);

  expect(app.announcer.warnings.map(({ kick: { actor }, name }) => [actor.name, name])).toEqual([
    ['helga', one?.username],
  ]);
  expect(latestReport(app)).toMatchObject({ names: 1, watched: 40 });
  expect(latestReport(app)?.reconnected.map(({ name }) => name)).toEqual([other?.username]);
});

test.each(['requested', 'finished', 'confirmed'] as const)(
  'after a crash when a kick of forty had just recorded %s, the next process watches for all of them',
  async (entry) => {
    const people = somePeople(40);
    const app = anApp(people);
    await runUntilCrash(app, { kind: 'recorded', entry }, (crashing) => carryOutMany(crashing, people));
    await letTimePass(app, soonMs / 1000 + 30);
    someComeBack(app, people.slice(20));

    await letTimePass(app, fiveMinutes);

    expect(returnedEntries(app)).toHaveLength(20);
    expect(latestReport(app)).toMatchObject({ names: 20, watched: 40 });
  },
);

test('after a crash between recording and reporting a reconnect, the next process reports all, once', async () => {
  const people = somePeople(40);
  const app = anApp(people);
  await carryOutMany(app, people);
  someComeBack(app, people.slice(0, 12));

  await runUntilCrash(app, { kind: 'recorded', entry: 'returned' }, (crashing) => letTimePass(crashing, 30));
  await letTimePass(app, fiveMinutes);

  expect(returnedEntries(app)).toHaveLength(12);
  expect(latestReport(app)).toMatchObject({ names: 12, watched: 40 });
});

test('a process that stalled past its lease of a watch does not record as well', async () => {
  const people = somePeople(40);
  const app = anApp(people);
  await carryOutMany(app, people);
  someComeBack(app, people.slice(0, 12));
  const [job] = await app.jobs.ofKind('watch');
  const stalled = await app.jobs.claimEarly(job?.key ?? '', leaseTerm(app.clock));
  await app.clock.sleep(16_000);
  await letTimePass(app, 1);

  if (stalled !== undefined) await continueWatch(app, stalled);
  await letTimePass(app, fiveMinutes);

  expect(idsIn(returnedEntries(app))).toHaveLength(12);
});

test('a process that stalls past its lease while it reads the list does not record as well', async () => {
  const people = somePeople(40);
  const app = anApp(people);
  await carryOutMany(app, people);
  someComeBack(app, people.slice(0, 12));
  await app.clock.sleep(6_000);
  const { recent } = app.snapshots;
  let isStalled = false;
  Object.assign(app.snapshots, {
    recent: async (...asked: Parameters<typeof recent>) => {
      const snapshot = await recent.apply(app.snapshots, asked);
      if (!isStalled) {
        isStalled = true;
        await letTimePass(app, 20);
      }
      return snapshot;
    },
  });

  await watchNow(app);
  await letTimePass(app, fiveMinutes);

  expect(idsIn(returnedEntries(app))).toHaveLength(12);
});

test('a report that could not be posted is posted later', async () => {
  const people = somePeople(40);
  const app = anApp(people);
  await carryOutMany(app, people);
  someComeBack(app, people.slice(0, 3));
  app.announcer.isDown = true;
  await letTimePass(app, fiveMinutes);
  app.announcer.isDown = false;

  await letTimePass(app, 30);

  expect(latestReport(app)).toMatchObject({ names: 3, watched: 40 });
  expect(returnedEntries(app)).toHaveLength(3);
  expect(await openJobs(app)).toBe(0);
  expect((await app.jobs.state()).open).toBe(0);
});

test('a watch pauses after the clock was set back by an hour, until the clock has caught up', async () => {
  const app = anApp([aConnection()]);
  await kick(app, aKickOrder({ on: 'prod-eu' }));
  app.clock.set(-3_600_000);
  const [job] = await app.jobs.ofKind('watch');
  const lease = await app.jobs.claimEarly(job?.key ?? '', leaseTerm(app.clock));

  if (lease !== undefined) await continueWatch(app, lease);

  expect(await app.jobs.ofKind('watch')).toEqual([]);
});

test('a job for one name that an earlier version enqueued is continued', async () => {
  const app = anApp([aConnection()]);
  await kick(app, aKickOrder({ on: 'prod-eu' }));
  const { correlation = '' } = app.log.entries[0] ?? {};
  await openJobs(app);
  for (const { key } of await app.jobs.ofKind('watch')) await forget(app, key);
  // As it stood in a store.
  await app.jobs.enqueue(
    {
      key: 'watch cvpn-endpoint-0123456789abcdef0 username bob@example.com',
      payload: `["${correlation}","cvpn-endpoint-0123456789abcdef0","username","Bob@example.com","1793610000000","name","cvpn-connection-0spared"]`,
    },
    app.clock.now(),
  );
  reconnect(app, { id: connectionId('cvpn-connection-0spared') });
  const back = reconnect(app);

  await letTimePass(app, fiveMinutes + 10);

  expect(app.announcer.warnings).toMatchObject([{ connection: back.id, again: { kind: 'name' } }]);
  expect((await app.jobs.state()).open).toBe(0);
});

async function forget({ jobs }: MemoryContext, key: string): Promise<void> {
  const lease = await jobs.claimEarly(key, { now: new Date('2200-01-01'), until: new Date('2200-01-02') });
  if (lease !== undefined) await jobs.complete(lease);
}
