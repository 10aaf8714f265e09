import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Connection } from '../../../src/domain/connection.ts';
import type { Endpoint } from '../../../src/domain/endpoint.ts';
import { Failure } from '../../../src/domain/failure.ts';
import type { Rules } from '../../../src/domain/rules.ts';
import { type KickOrder, kick } from '../../../src/features/kick/kick.ts';
import { proposeKick } from '../../../src/features/kick/propose-kick.ts';
import type { Job } from '../../../src/ports/job-queue.ts';
import { aConnection, someConnections } from '../../builders/a-connection.ts';
import { anEndpoint, lab } from '../../builders/an-endpoint.ts';
import { connectionId } from '../../builders/ids.ts';
import { aRequester } from '../../doubles/a-requester.ts';
import { anApp, bob, helga, type MemoryContext, omar } from '../../doubles/an-app.ts';
import { runUntilCrash } from '../../doubles/crashing-context.ts';
import { certificatesOnly } from '../../doubles/memory-vpn.ts';
import { approveAs, minuteMs } from '../approval/two-people.ts';
import { aKickOrder } from './a-kick-order.ts';
import { kindsIn, openJobs, requested, resumeAfter, soonMs } from './after-a-crash.ts';

/** Connections that are there beside those of `someConnections`. */
const more = (count: number, given: Partial<Connection> = {}) =>
  someConnections(count, given).map((connection, index) => ({
    ...connection,
    id: connectionId(`cvpn-connection-2${index}`),
  }));
const connect = (app: MemoryContext, connections: readonly Connection[]) => {
  for (const connection of connections) app.vpn.connect(connection);
};
const propose = (app: MemoryContext, { requester, selection }: Pick<KickOrder, 'requester' | 'selection'>) =>
  proposeKick(app, { requester, selection, breakGlass: false });
const byButton = ({ id }: Connection) => aKickOrder({ targetRef: { kind: 'connection', connection: id } });
const asksOmar = { kind: 'approval_asked' };
const kicks = { kind: 'kicked' };

/** Helga has ended five of Bob's connections, and three more are on. */
async function afterFive(
  rules: Partial<Rules> = {},
  given: Partial<Connection> = {},
): Promise<MemoryContext> {
  const app = anApp(someConnections(5, given), rules);
  app.vpn.factsOf.set(anEndpoint().id, certificatesOnly);
  expect(await kick(app, aKickOrder())).toMatchObject(kicks);
  connect(app, more(3, given));
  return app;
}

test('three more connections of a person need an approval after five were terminated, as the modal says', async () => {
  const app = await afterFive();

  expect(await propose(app, aKickOrder())).toMatchObject({
    need: { kind: 'many_sessions', above: 5, recent: 5 },
  });
  expect(await kick(app, aKickOrder())).toMatchObject(asksOmar);
  expect(app.vpn.terminations.filter(({ by }) => by === 'connection')).toHaveLength(5);
  expect(app.log.entries.at(-1)).toMatchObject({
    kind: 'approval-requested',
    detail: '3 sessions on prod-eu; more than 5 connections in 10 minutes, 5 of them before',
  });
});

test('connections that are terminated one at a time count together', async () => {
  const connections = someConnections(7);
  const app = anApp(connections);

  const results = [];
  for (const session of connections) results.push((await kick(app, byButton(session))).kind);

  expect(results).toEqual([...Array(5).fill('kicked'), 'approval_asked', 'approval_asked']);
  expect(app.vpn.terminations).toHaveLength(5);
});

test.each<[string, Partial<Rules>, Parameters<typeof aKickOrder>[0]]>([
  ['another spelling', {}, { targetRef: { kind: 'name', name: ' BOB@example.com' } }],
  ['the person', {}, { targetRef: { kind: 'person', person: bob.id } }],
  ['another channel', {}, { requester: aRequester(helga, 'C0SECOPS') }],
  ['a button', {}, { targetRef: { kind: 'connection', connection: connectionId('cvpn-connection-20') } }],
  [
    'several people',
    {},
    {
      targetRef: {
        kind: 'several',
        targetRef: [
          { kind: 'person', person: bob.id },
          { kind: 'person', person: omar.id },
        ],
      },
      requester: aRequester(helga, 'C0SECOPS'),
      typed: 'prod-eu',
    },
  ],
  [
    'everyone on the endpoint',
    {},
    {
      targetRef: { kind: 'everyone' },
      on: 'prod-eu',
      requester: aRequester(helga, 'C0SECOPS'),
      typed: 'prod-eu',
    },
  ],
])('%s counts as the same target', async (_, rules, given) => {
  expect(await kick(await afterFive(rules), aKickOrder(given))).toMatchObject(asksOmar);
});

test('another name of the same person counts as the same target', async () => {
  const app = await afterFive({ people: { match: 'email', map: new Map([[bob.id, ['bob-laptop']]]) } });
  connect(app, more(1, { username: undefined, commonName: 'bob-laptop' }));

  const laptop = aKickOrder({ targetRef: { kind: 'name', name: 'bob-laptop' } });

  expect(await kick(app, laptop)).toMatchObject(asksOmar);
});

test.each<[string, Rules['people'], string, string]>([
  ['the address', { match: 'email', map: new Map([[bob.id, ['robert']]]) }, 'robert', 'bob@example.com'],
  [
    'the local part of the address',
    { match: 'local-part', domains: ['example.com'], map: new Map([[bob.id, ['Baker, Robert']]]) },
    'baker, robert',
    'Bob',
  ],
])('%s counts as the same target after a listed name of the person', async (_, people, listed, name) => {
  const app = anApp(someConnections(5, { username: listed, commonName: listed }), { people });
  expect(await kick(app, aKickOrder({ targetRef: { kind: 'name', name: listed } }))).toMatchObject(kicks);
  connect(app, more(5, { username: name, commonName: name }));
  const second = aKickOrder({ targetRef: { kind: 'name', name } });

  expect(await propose(app, second)).toMatchObject({ need: { kind: 'many_sessions', recent: 5 } });
  expect(await kick(app, second)).toMatchObject(asksOmar);
  app.directory.people.delete(bob.id);
  expect(await kick(app, aKickOrder({ targetRef: { kind: 'name', name } }))).toMatchObject(asksOmar);
});

test('a listed name of one person does not count for the address of another', async () => {
  const people: Rules['people'] = { match: 'email', map: new Map([[omar.id, ['robert']]]) };
  const app = anApp(someConnections(5, { username: 'robert', commonName: 'robert' }), { people });
  await kick(app, aKickOrder({ targetRef: { kind: 'name', name: 'robert' } }));
  connect(app, more(5));

  expect(await kick(app, aKickOrder({ targetRef: { kind: 'name', name: 'bob@example.com' } }))).toMatchObject(
    kicks,
  );
});

test('another spelling of a name on a directory endpoint counts as the same target', async () => {
  const app = anApp(someConnections(5, { username: 'CORP\\bob', commonName: 'CORP\\bob' }));
  app.vpn.factsOf.set(anEndpoint().id, { ...certificatesOnly, authentication: ['directory'] });
  await kick(app, aKickOrder({ targetRef: { kind: 'name', name: 'CORP\\bob' } }));
  connect(app, more(1));

  expect(await kick(app, aKickOrder({ targetRef: { kind: 'name', name: 'bob' } }))).toMatchObject(asksOmar);
});

test('a listed name on a directory endpoint counts for the address, whatever its domain', async () => {
  const people: Rules['people'] = { match: 'email', map: new Map([[bob.id, ['CORP\\robert']]]) };
  const app = anApp(someConnections(5, { username: 'robert', commonName: 'robert' }), { people });
  app.vpn.factsOf.set(anEndpoint().id, { ...certificatesOnly, authentication: ['directory'] });
  expect(await kick(app, aKickOrder({ targetRef: { kind: 'name', name: 'robert' } }))).toMatchObject(kicks);
  connect(app, more(1));

  expect(await kick(app, aKickOrder())).toMatchObject(asksOmar);
});

test.each<[string, Parameters<typeof aKickOrder>[0]]>([
  ['another person’s connections', { targetRef: { kind: 'name', name: 'anna@example.com' } }],
  ['what another actor terminates', { requester: aRequester(omar) }],
])('%s are counted separately', async (_, given) => {
  const app = await afterFive();
  connect(
    app,
    more(3, { username: 'anna@example.com', commonName: 'anna@example.com' }).map((connection, index) => ({
      ...connection,
      id: connectionId(`cvpn-connection-a${index}`),
    })),
  );

  expect(await kick(app, aKickOrder(given))).toMatchObject(kicks);
});

test('a kick stops counting after exactly ten minutes', async () => {
  const app = await afterFive();
  const first = Date.parse(app.log.entries[0]?.at ?? '');
  const until = (ms: number) => app.clock.sleep(first + ms - app.clock.now().getTime());

  await until(10 * minuteMs);
  expect(await propose(app, aKickOrder())).toMatchObject({ need: { kind: 'many_sessions' } });
  await until(10 * minuteMs + 1);
  expect(await kick(app, aKickOrder())).toMatchObject(kicks);
});

test('only connections that stayed ticked count', async () => {
  const connections = someConnections(5);
  const app = anApp(connections);
  const only = connections.slice(0, 3).map(({ id }) => id);
  await kick(app, aKickOrder({ only }));

  expect(await propose(app, aKickOrder())).toMatchObject({ need: undefined });
  expect(await kick(app, aKickOrder())).toMatchObject(kicks);
});

test('one’s own connections never need an approval, however often they are terminated', async () => {
  const app = anApp(someConnections(5));
  const own = aKickOrder({ requester: aRequester(bob, 'C0GENERAL') });
  await kick(app, own);
  connect(app, more(3));

  expect(await kick(app, { ...own, correlation: aKickOrder().correlation })).toMatchObject(kicks);
});

test('an approved kick does not count towards what one actor did alone', async () => {
  const app = anApp(someConnections(8));
  const order = aKickOrder();
  await kick(app, order);
  await approveAs(app, omar, order.correlation);
  connect(app, more(3));

  expect(await kick(app, aKickOrder())).toMatchObject(kicks);
});

test('connections that AWS did not terminate, or that had already ended, do not count', async () => {
  const app = anApp(someConnections(5));
  app.vpn.fail({ method: 'terminate', code: 'aws_unreachable' });
  await kick(app, aKickOrder());
  app.vpn.endFaults();
  connect(app, more(3));
  const only = more(3).map(({ id }) => id);

  expect(await kick(app, aKickOrder({ only }))).toMatchObject(kicks);
});

test('a kick of several people counts only the person’s own connections that EC2 still lists', async () => {
  const app = anApp([...someConnections(2), ...more(3, { username: 'anna', commonName: 'anna' })]);
  const requester = aRequester(helga, 'C0SECOPS');
  const names = ['bob@example.com', 'anna'].map((name) => ({ kind: 'name', name }) as const);
  await kick(
    app,
    aKickOrder({ requester, targetRef: { kind: 'several', targetRef: names }, typed: 'prod-eu' }),
  );
  connect(
    app,
    Array.from({ length: 4 }, (_, n) => aConnection({ id: connectionId(`cvpn-connection-b${n}`) })),
  );

  expect(await propose(app, aKickOrder())).toMatchObject({ need: { recent: 2 } });
  for (const { id } of someConnections(2)) app.vpn.forget(id);
  expect(await propose(app, aKickOrder())).toMatchObject({ need: { recent: 2 } });
  const look = app.vpn.connections.bind(app.vpn);
  app.vpn.connections = async (endpoint, filter) => {
    if (filter.by === 'connection') throw new Failure('aws_unreachable', 'no answer');
    return look(endpoint, filter);
  };
  expect(await propose(app, aKickOrder())).toMatchObject({ need: { recent: 5 } });
});

test('a kick in progress counts, even after its process was killed', async () => {
  const app = anApp(someConnections(5));
  await runUntilCrash(app, requested, (crashing) => kick(crashing, aKickOrder()));
  connect(app, more(1));

  expect(await kick(app, byButton(more(1)[0] ?? fail()))).toMatchObject(asksOmar);
});

test('a kick in progress counts once if the same connections are requested again', async () => {
  const app = anApp(someConnections(5));
  await runUntilCrash(app, requested, (crashing) => kick(crashing, aKickOrder()));

  expect(await propose(app, aKickOrder())).toMatchObject({ kind: 'found', need: undefined });
});

function fail(): never {
  throw new Error('there is one');
}

test('one of two simultaneous requests that exceed the limit together needs an approval', async () => {
  const connections = someConnections(8);
  const app = anApp(connections);
  const append = app.log.append.bind(app.log);
  app.log.append = async (draft) => {
    await setImmediate();
    return append(draft);
  };
  const sleep = app.clock.sleep.bind(app.clock);
  app.clock.sleep = async (ms) => {
    await setImmediate();
    await sleep(ms);
  };
  const only = (from: number, to: number) => connections.slice(from, to).map(({ id }) => id);

  const results = await Promise.all([
    kick(app, aKickOrder({ only: only(0, 5) })),
    kick(app, aKickOrder({ only: only(5, 8) })),
  ]);

  expect(results.map(({ kind }) => kind).toSorted()).toEqual(['approval_asked', 'kicked']);
  expect(kindsIn(app).filter((kind) => kind === 'requested')).toHaveLength(1);
});

test('the same actor’s next kick waits until a kick has recorded its requests on every endpoint', async () => {
  const on = (endpoint: Endpoint, from: number, to: number) =>
    someConnections(8, { endpointId: endpoint.id }).slice(from, to);
  const app = anApp([...on(anEndpoint(), 0, 1), ...on(lab, 1, 8)]);
  const ids = on(lab, 0, 8).map(({ id }) => id);
  const append = app.log.append.bind(app.log);
  // Another request has its turn many times before the second endpoint's request is recorded.
  app.log.append = async (draft) => {
    if (draft.kind === 'requested' && draft.endpoint?.name === lab.name)
      for (let turn = 0; turn < 40; turn += 1) await setImmediate();
    return append(draft);
  };
  const sleep = app.clock.sleep.bind(app.clock);
  app.clock.sleep = async (ms) => {
    await setImmediate();
    await sleep(ms);
  };

  const [first, second] = await Promise.all([
    kick(app, aKickOrder({ only: ids.slice(0, 5) })),
    kick(app, aKickOrder({ only: ids.slice(5, 8) })),
  ]);

  expect([first, second]).toMatchObject([kicks, asksOmar]);
});

test('the same actor’s next kick does not wait for terminations in progress', async () => {
  const app = anApp(someConnections(2));
  const locks: Promise<readonly Job[]>[] = [];
  app.vpn.onTerminate = () => {
    locks.push(app.jobs.ofKind('lock'));
  };

  await kick(app, aKickOrder({ only: someConnections(1).map(({ id }) => id) }));

  expect(await Promise.all(locks)).toEqual([[]]);
});

test('a crash while a kick counts leaves no work, and delays the next kick only briefly', async () => {
  const app = anApp(someConnections(2));
  await runUntilCrash(app, { kind: 'locked' }, (crashing) => kick(crashing, aKickOrder()));

  expect(await kick(app, aKickOrder())).toMatchObject(kicks);
  expect(app.clock.now().getTime()).toBeLessThan(Date.parse('2026-11-02T09:00:00Z') + 120_000);
  await resumeAfter(soonMs, app);
  expect(await openJobs(app)).toBe(0);
});

test('reconnections within a kick count together with the connections that it terminated before', async () => {
  const app = anApp(someConnections(5));
  app.vpn.onTerminate = () => {
    app.vpn.onTerminate = () => {};
    connect(app, more(1));
  };

  const result = await kick(app, aKickOrder());

  expect(result).toMatchObject({ kick: { remaining: [{ id: 'cvpn-connection-20' }] } });
});

test('while the audit log cannot be read, the modal opens and nothing is terminated', async () => {
  const app = anApp(someConnections(1));
  app.log.requestedBy = async () => {
    throw new Error('the disk is gone');
  };

  expect(await propose(app, aKickOrder())).toMatchObject({ kind: 'found', need: undefined });
  await expect(kick(app, aKickOrder())).rejects.toThrow();
  expect(app.vpn.terminations).toEqual([]);
});

test('while the store accepts no writes, nothing can be counted or terminated, and the actor is told', async () => {
  const app = anApp(someConnections(1));
  app.jobs.enqueueClaimed = async () => {
    throw new Failure('store_unavailable', 'the disk is full');
  };

  const result = await kick(app, aKickOrder());

  expect(result).toEqual({ kind: 'unrecorded', code: 'store_unavailable' });
  expect([app.vpn.terminations, app.log.entries]).toEqual([[], []]);
});

test('nothing is requested if the lock for counting fails, even if the store accepts everything else', async () => {
  const app = anApp(someConnections(1));
  const begin = app.jobs.enqueueClaimed.bind(app.jobs);
  app.jobs.enqueueClaimed = async (job, lease) => {
    if (job.key.startsWith('lock ')) throw new Failure('store_unavailable', 'the disk is full');
    return begin(job, lease);
  };

  expect(await kick(app, aKickOrder())).toEqual({ kind: 'unrecorded', code: 'store_unavailable' });
  expect([app.vpn.terminations, app.log.entries]).toEqual([[], []]);
});
