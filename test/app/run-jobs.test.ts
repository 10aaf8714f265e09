import { expect, test, vi } from 'vitest';
import { runDueJobs } from '../../src/app/run-jobs.ts';
import { kick } from '../../src/features/kick/kick.ts';
import { leaseMs, leaseTerm, renewedLeases, retryAfterMs } from '../../src/jobs/complete-job.ts';
import type { AppContext } from '../../src/ports/app-context.ts';
import { aConnection, someConnections } from '../builders/a-connection.ts';
import { noSecondPerson } from '../builders/some-rules.ts';
import { aRequester } from '../doubles/a-requester.ts';
import { anApp, gus, omar } from '../doubles/an-app.ts';
import type { CrashPoint } from '../doubles/crashing-context.ts';
import { aKickOrder } from '../features/kick/a-kick-order.ts';
import {
  crashAfter,
  kindsIn,
  lastShown,
  openJobs,
  requested,
  resumeAfter,
  soonMs,
  staleMs,
} from '../features/kick/after-a-crash.ts';
import { omarInSecops, somePeople } from '../features/kick/carry-out-many.ts';

const crashPoints: readonly CrashPoint[] = [
  requested,
  { kind: 'claimed' },
  { kind: 'terminated' },
  { kind: 'recorded', entry: 'finished' },
  { kind: 'announced', entry: 'finished' },
  { kind: 'recorded', entry: 'confirmed' },
  { kind: 'announced', entry: 'confirmed' },
];
const named = crashPoints.map(
  (crashPoint) =>
    [`${crashPoint.kind} ${'entry' in crashPoint ? crashPoint.entry : ''}`.trim(), crashPoint] as const,
);

test.each(named)(
  'after a crash when it had just %s, there is one Terminate, one announced outcome and no job',
  async (_, crashPoint) => {
    const app = anApp(someConnections(1));
    await crashAfter(crashPoint, app);

    await resumeAfter(soonMs, app);

    expect(app.vpn.terminations).toHaveLength(1);
    expect(kindsIn(app)).toEqual(['requested', 'finished', 'confirmed']);
    expect(app.announcer.threads.at(-1)?.map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(lastShown(app)).toBe('all_ended');
    expect(await openJobs(app)).toBe(0);
  },
);

test('after a crash before anything was requested, nothing is done and no job is left', async () => {
  const app = anApp(someConnections(1));
  await crashAfter({ kind: 'put down' }, app);

  await resumeAfter(soonMs, app);

  expect([app.vpn.terminations, app.log.entries]).toEqual([[], []]);
  expect(await openJobs(app)).toBe(0);
});

test('no other process takes over a kick while its process is running', async () => {
  const app = anApp(someConnections(1));
  await crashAfter(requested, app);

  await resumeAfter(1_000, app);

  expect(kindsIn(app)).toEqual(['requested']);
});

test('a request older than two minutes is closed as abandoned, and can be made again at once', async () => {
  const app = anApp(someConnections(1));
  await crashAfter({ kind: 'claimed' }, app);

  await resumeAfter(staleMs, app);

  expect(app.vpn.terminations).toEqual([]);
  expect(kindsIn(app)).toEqual(['requested', 'abandoned']);
  expect(lastShown(app)).toBe('none_ended');
  const again = await kick(app, aKickOrder({ requester: aRequester(omar, 'C0SECOPS') }));
  expect(again.kind).toBe('kicked');
});

test('an old request whose connections have ended is not recorded as abandoned', async () => {
  const app = anApp(someConnections(1));
  await crashAfter({ kind: 'terminated' }, app);

  await resumeAfter(staleMs, app);

  expect(kindsIn(app)).toEqual(['requested', 'finished', 'confirmed']);
  expect(app.vpn.terminations).toHaveLength(1);
});

test('only the connections that are still active are terminated again', async () => {
  const [first = aConnection(), second = aConnection(), third = aConnection()] = someConnections(3);
  const app = anApp([first, second, third]);
  await crashAfter({ kind: 'terminated' }, app, aKickOrder({ only: [first.id, third.id] }));

  await resumeAfter(soonMs, app);

  expect(app.vpn.terminations).toEqual([
    { by: 'connection', id: first.id },
    { by: 'connection', id: third.id },
  ]);
  expect(kindsIn(app)).toEqual(['requested', 'finished', 'confirmed']);
});

test('a connection that another request has locked is reported by that request', async () => {
  const app = anApp(someConnections(1));
  await crashAfter(requested, app, aKickOrder({ requester: aRequester(omar, 'C0SECOPS') }));
  await crashAfter({ kind: 'terminated' }, app);

  await resumeAfter(soonMs, app);

  expect(app.vpn.terminations).toHaveLength(1);
  const outcomeOfRequest = (person: string) =>
    app.log.entries.filter(({ actor }) => actor.name === person).map(({ kind }) => kind);
  expect(outcomeOfRequest('helga')).toEqual(['requested', 'finished', 'confirmed']);
  expect(outcomeOfRequest('omar')).toEqual(['requested', 'refused']);
});

test('a denial that was recorded but not announced is announced', async () => {
  const app = anApp(someConnections(1));
  await crashAfter({ kind: 'recorded', entry: 'refused' }, app, aKickOrder({ requester: aRequester(gus) }));

  await resumeAfter(soonMs, app);

  expect(app.announcer.threads.map((thread) => thread.map(({ kind }) => kind))).toEqual([['refused']]);
  expect(kindsIn(app)).toEqual(['refused']);
  expect(await openJobs(app)).toBe(0);
});

test('an outcome that could not be appended is appended when the audit log is writable again', async () => {
  const app = anApp(someConnections(1));
  app.log.refuse('finished', 'confirmed');
  await kick(app, aKickOrder());

  app.log.refuse();
  await resumeAfter(soonMs, app);

  expect(kindsIn(app)).toEqual(['requested', 'finished', 'confirmed']);
  expect(app.vpn.terminations).toHaveLength(1);
  expect(app.announcer.shown.at(-1)?.parts.map(({ isUnrecorded }) => isUnrecorded)).toEqual([false]);
});

test('a process that stalls past its lease ends with the state of the audit log, not with its own', async () => {
  const app = anApp(someConnections(1));
  await crashAfter(requested, app);
  await app.clock.sleep(soonMs);
  let isStalled = false;
  const connections: AppContext['vpn']['connections'] = async (endpoint, filter) => {
    const seen = await app.vpn.connections(endpoint, filter);
    if (!isStalled) {
      isStalled = true;
      await resumeAfter(soonMs, app);
    }
    return seen;
  };

  await runDueJobs({ ...app, vpn: { ...methodsOf(app.vpn), connections } });

  expect(kindsIn(app)).toEqual(['requested', 'finished', 'confirmed']);
  expect(app.diagnostics.reports).toContainEqual(expect.objectContaining({ code: 'taken_over' }));
  expect(lastShown(app)).toBe('all_ended');
});

test('a process stalled past its lease records no second outcome', async () => {
  // Without a name there is no watch, which whoever overtakes would see to first.
  const [connection = aConnection()] = someConnections(1, { username: undefined, commonName: undefined });
  const app = anApp([connection]);
  let overtaken: Promise<void> = Promise.resolve();
  app.vpn.onTerminate = () => {
    app.vpn.onTerminate = () => {};
    overtaken = resumeAfter(soonMs, app);
  };

  await kick(app, aKickOrder({ targetRef: { kind: 'connection', connection: connection.id } }));
  await overtaken;

  expect(kindsIn(app)).toEqual(['requested', 'finished', 'confirmed']);
  expect(app.diagnostics.reports).toContainEqual(expect.objectContaining({ code: 'taken_over' }));
  expect(lastShown(app)).toBe('all_ended');
  expect(app.announcer.shown.at(-1)?.unavailable).toEqual([]);
});

test('a kick whose termination stalls past its lease leaves the outcome to the process that took over', async () => {
  const [connection = aConnection()] = someConnections(1, { username: undefined, commonName: undefined });
  const app = anApp([connection]);
  const terminate: AppContext['vpn']['terminate'] = async (endpoint, what, actor) => {
    const answer = await app.vpn.terminate(endpoint, what, actor);
    await resumeAfter(soonMs, app);
    return answer;
  };

  const order = aKickOrder({ targetRef: { kind: 'connection', connection: connection.id } });
  await kick({ ...app, vpn: { ...methodsOf(app.vpn), terminate } }, order);

  expect(kindsIn(app)).toEqual(['requested', 'finished', 'confirmed']);
  expect(app.diagnostics.reports).toContainEqual(expect.objectContaining({ code: 'taken_over' }));
  expect(lastShown(app)).toBe('all_ended');
  expect(app.announcer.shown.at(-1)?.unavailable).toEqual([]);
});

test('entries that a stalled process appends after its successor found nothing to do get an outcome', async () => {
  const app = anApp(someConnections(1));
  const { log } = app;
  const append = log.append.bind(log);
  let isOvertaken = false;
  log.append = async (draft) => {
    if (!isOvertaken) {
      isOvertaken = true;
      await resumeAfter(soonMs, app);
    }
    return append(draft);
  };

  await kick(app, aKickOrder());
  await resumeAfter(soonMs, app);

  expect(app.diagnostics.reports).toContainEqual(expect.objectContaining({ code: 'taken_over' }));
  expect(kindsIn(app)).toEqual(['requested', 'finished', 'confirmed']);
  expect(lastShown(app)).toBe('all_ended');
  expect(await openJobs(app)).toBe(0);
});

test('an outcome that a stalled process announces after its successor is announced again from the audit log', async () => {
  const [connection = aConnection()] = someConnections(1, { username: undefined, commonName: undefined });
  const app = anApp([connection]);
  const { announcer, clock } = app;
  const announce = announcer.announce.bind(announcer);
  let isOvertaken = false;
  announcer.announce = async (thread) => {
    if (thread.at(-1)?.kind === 'finished' && !isOvertaken) {
      isOvertaken = true;
      await resumeAfter(soonMs, app);
    }
    return announce(thread);
  };
  const sleep = clock.sleep.bind(clock);
  clock.sleep = async (ms) => {
    await sleep(ms);
    // The end is looked for once the stalled announcement is out.
    for (let turn = 0; turn < 100; turn += 1) await Promise.resolve();
  };

  await kick(app, aKickOrder({ targetRef: { kind: 'connection', connection: connection.id } }));
  await resumeAfter(soonMs, app);

  expect(announcer.threads.at(-1)?.map(({ kind }) => kind)).toEqual(['requested', 'finished', 'confirmed']);
});

function methodsOf(vpn: AppContext['vpn']): AppContext['vpn'] {
  return {
    connections: (endpoint, filter) => vpn.connections(endpoint, filter),
    scan: (endpoint) => vpn.scan(endpoint),
    terminationTurn: (endpoint) => vpn.terminationTurn(endpoint),
    terminate: (endpoint, what, actor) => vpn.terminate(endpoint, what, actor),
    facts: (endpoint) => vpn.facts(endpoint),
    authorizationPolicy: (endpoint) => vpn.authorizationPolicy(endpoint),
    networks: (endpoint) => vpn.networks(endpoint),
    rehearse: (endpoint, call) => vpn.rehearse(endpoint, call),
  };
}

test('a kick of many names the same people after a crash, even if their names contain commas', async () => {
  const people = somePeople(12).map((connection, index) => {
    const name = `Baker ${index}, Bob`;
    return { ...connection, username: name, commonName: name };
  });
  const app = anApp(people, noSecondPerson);
  const targetRef = people.map(({ username }) => ({ kind: 'name', name: username }) as const);
  const order = aKickOrder({
    requester: omarInSecops,
    targetRef: { kind: 'several', targetRef },
    typed: 'prod-eu',
  });

  await crashAfter(requested, app, order);
  await resumeAfter(soonMs, app);

  expect(app.announcer.shown.at(-1)?.target).toMatch(/^(Baker \d+, Bob, ){9}Baker \d+, Bob and 2 more$/);
});

test.each([
  'announce',
  'block',
  'kick',
  'turned-away',
  'unblock',
  'watch',
  'returned',
  'approval',
  'refused',
  'of a later version',
])('a job “%s” whose payload is not JSON leaves the queue', async (kind) => {
  const app = anApp();
  await app.jobs.enqueue({ key: `${kind} request-1`, payload: '{' }, app.clock.now());

  await runDueJobs(app);

  await vi.waitFor(async () => expect(await openJobs(app)).toBe(0));
});

test('a job that fails unexpectedly is reported and retried later, and other jobs are resumed', async () => {
  const app = anApp();
  const jobs = renewedLeases(app.jobs, app.clock, leaseMs);
  const failing = {
    key: 'watch request-1',
    get payload(): string {
      throw new RangeError('of no use');
    },
  };
  await jobs.enqueue(failing, app.clock.now());
  await jobs.enqueue({ key: 'watch request-2', payload: '{' }, app.clock.now());

  expect(await runDueJobs({ ...app, jobs })).toBe(2);

  expect(app.diagnostics.reports).toMatchObject([
    { code: 'unexpected', during: 'resume job watch request-1' },
  ]);
  expect((await jobs.state()).open).toBe(1);
  expect(await app.jobs.claim(leaseTerm(app.clock))).toBeUndefined();
  await app.clock.sleep(retryAfterMs);
  expect(await app.jobs.claim(leaseTerm(app.clock))).toMatchObject({ job: { key: 'watch request-1' } });
  jobs.stop();
});
