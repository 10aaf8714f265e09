import { expect, test } from 'vitest';
import { connectionsOf } from '../../../src/domain/kick.ts';
import { kick } from '../../../src/features/kick/kick.ts';
import { stopKick } from '../../../src/features/kick/stop-kick.ts';
import { someConnections } from '../../builders/a-connection.ts';
import { correlation } from '../../builders/ids.ts';
import { aChannelRule, someRules } from '../../builders/some-rules.ts';
import { aRequester } from '../../doubles/a-requester.ts';
import { anApp, helga, type MemoryContext, secops } from '../../doubles/an-app.ts';
import { runUntilCrash } from '../../doubles/crashing-context.ts';
import { aKickOrder } from './a-kick-order.ts';
import { kindsIn, openJobs, resumeAfter, soonMs } from './after-a-crash.ts';
import { carryOutMany, omarInSecops, somePeople, theKick } from './carry-out-many.ts';

const stop = (app: MemoryContext) => stopKick(app, { requester: omarInSecops, kick: theKick });
const statesIn = (result: Awaited<ReturnType<typeof kick>>) =>
  result.kind === 'kicked' ? connectionsOf(result.kick).map(({ state }) => state.kind) : [];

/** Each termination takes AWS a second; after so many, somebody presses Stop. */
function pressStopAfter(app: MemoryContext, orders: number): Promise<Awaited<ReturnType<typeof stop>>> {
  const pressed = Promise.withResolvers<Awaited<ReturnType<typeof stop>>>();
  let seen = 0;
  const { vpn } = app;
  const terminate = vpn.terminate.bind(vpn);
  Object.assign(vpn, {
    terminate: async (...asked: Parameters<typeof terminate>) => {
      await app.clock.sleep(1_000);
      seen += 1;
      if (seen === orders) pressed.resolve(await stop(app));
      return terminate(...asked);
    },
  });
  return pressed.promise;
}

test('connections that AWS was not asked to terminate before the stop stay connected, and the audit log says so', async () => {
  const people = somePeople(40);
  const app = anApp(people);
  const pressed = pressStopAfter(app, 17);

  const result = await carryOutMany(app, people);

  const states = Object.groupBy(statesIn(result), (kind) => kind);
  expect((await pressed).kind).toBe('stopped');
  expect(app.vpn.terminations.length).toBeLessThan(40);
  expect(states.ended).toHaveLength(app.vpn.terminations.length);
  expect(states.stopped).toHaveLength(40 - app.vpn.terminations.length);
  const finished = app.log.entries.find(({ kind }) => kind === 'finished');
  const skipped = finished?.connections?.filter(({ current }) => current?.code === 'stopped');
  expect(skipped).toHaveLength(40 - app.vpn.terminations.length);
});

test('the stop is an announced entry of its own that names the kick and the person who stopped it', async () => {
  const people = somePeople(20);
  const app = anApp(people);
  void pressStopAfter(app, 5);

  await carryOutMany(app, people);

  expect(app.log.entries.filter(({ kind }) => kind === 'stopped')).toMatchObject([
    { correlation: 'the-kick-stop', actor: { name: 'omar' }, detail: expect.stringContaining('the-kick') },
  ]);
  expect(app.announcer.threads.some(([entry]) => entry?.kind === 'stopped')).toBe(true);
});

test('parts that had not begun are closed without an AWS call', async () => {
  const people = somePeople(150);
  const app = anApp(people);
  void pressStopAfter(app, 5);

  await carryOutMany(app, people);

  expect(kindsIn(app).filter((kind) => kind !== 'stopped')).toEqual([
    ...['requested', 'requested', 'finished', 'confirmed', 'abandoned'],
  ]);
  expect(await openJobs(app)).toBe(0);
});

test('connections that were skipped can be kicked again at once', async () => {
  const people = somePeople(40);
  const app = anApp(people);
  void pressStopAfter(app, 5);
  await carryOutMany(app, people);

  const again = await kick(
    app,
    aKickOrder({ requester: omarInSecops, targetRef: { kind: 'name', name: 'user39@example.com' } }),
  );

  expect(again.kind).toBe('kicked');
});

test('a stop still applies after the process that ran the kick has ended', async () => {
  const people = somePeople(120);
  const app = anApp(people);
  await runUntilCrash(app, { kind: 'terminated' }, (crashing) => carryOutMany(crashing, people));
  const ordered = app.vpn.terminations.length;

  await stop(app);
  await resumeAfter(soonMs, app);

  expect(app.vpn.terminations).toHaveLength(ordered);
  expect(kindsIn(app)).toEqual(
    expect.arrayContaining(['requested', 'requested', 'stopped', 'finished', 'confirmed', 'abandoned']),
  );
});

test('the second person to press Stop learns who was first', async () => {
  const people = somePeople(120);
  const app = anApp(people);
  await runUntilCrash(app, { kind: 'recorded', entry: 'requested' }, (crashing) =>
    carryOutMany(crashing, people),
  );
  await stop(app);

  expect(await stop(app)).toMatchObject({ kind: 'already_stopped', by: 'U0OMAR' });
  expect(kindsIn(app).filter((kind) => kind === 'stopped')).toHaveLength(1);
});

test('a completed kick cannot be stopped', async () => {
  const people = somePeople(3);
  const app = anApp(people);
  await carryOutMany(app, people);

  expect(await stop(app)).toEqual({ kind: 'over' });
});

test('a person without kick-many cannot stop a kick of many, which is recorded', async () => {
  const people = somePeople(120);
  const app = anApp(people);
  await runUntilCrash(app, { kind: 'recorded', entry: 'requested' }, (crashing) =>
    carryOutMany(crashing, people),
  );

  const result = await stopKick(app, { requester: aRequester(helga), kick: theKick });

  expect(result).toMatchObject({ kind: 'refused', denial: { grant: 'kick-many' } });
  expect(app.log.entries.at(-1)).toMatchObject({ kind: 'refused', actor: { name: 'helga' } });
});

test('a kick can be stopped only from the channel in which it was requested', async () => {
  const people = somePeople(120);
  const helpdeskToo = aChannelRule({ allow: ['see', 'kick', 'kick-many'] });
  const app = anApp(people, someRules({ channels: [secops, helpdeskToo] }));
  await runUntilCrash(app, { kind: 'recorded', entry: 'requested' }, (crashing) =>
    carryOutMany(crashing, people),
  );

  expect(await stopKick(app, { requester: aRequester(helga), kick: theKick })).toEqual({ kind: 'unknown' });
  expect((await stop(app)).kind).toBe('stopped');
});

test.each(['no-such-kick', 'a-single-one'])('%s cannot be stopped here', async (text) => {
  const app = anApp(someConnections(1));
  await kick(app, aKickOrder({ correlation: correlation('a-single-one') }));

  expect(await stopKick(app, { requester: omarInSecops, kick: correlation(text) })).toEqual({
    kind: 'unknown',
  });
});

test('a kick continues if the store cannot tell whether it was stopped', async () => {
  const people = somePeople(3);
  const app = anApp(people);
  const { ofRequest } = app.log;
  Object.assign(app.log, {
    ofRequest: (asked: string) =>
      asked.endsWith('-stop')
        ? Promise.reject(new Error('gone'))
        : ofRequest.call(app.log, correlation(asked)),
  });

  const result = await carryOutMany(app, people);

  expect(statesIn(result)).toEqual(['ended', 'ended', 'ended']);
});
