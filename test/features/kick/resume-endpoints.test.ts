import { expect, test } from 'vitest';
import { runDueJobs } from '../../../src/app/run-jobs.ts';
import { outcomeOf } from '../../../src/domain/kick.ts';
import { kick } from '../../../src/features/kick/kick.ts';
import type { AuditLog } from '../../../src/ports/audit-log.ts';
import { aConnection, someConnections } from '../../builders/a-connection.ts';
import { lab } from '../../builders/an-endpoint.ts';
import { connectionId } from '../../builders/ids.ts';
import { aRequester } from '../../doubles/a-requester.ts';
import { anApp, type MemoryContext, omar } from '../../doubles/an-app.ts';
import { runUntilCrash } from '../../doubles/crashing-context.ts';
import { aKickOrder } from './a-kick-order.ts';
import {
  crashAfter,
  kindsIn,
  lastShown,
  openJobs,
  requested,
  resumeAfter,
  soonMs,
  staleMs,
} from './after-a-crash.ts';

test('a kick is completed on several endpoints, and shown in one message', async () => {
  const onLab = aConnection({ id: connectionId('cvpn-connection-1ab'), endpointId: lab.id });
  const app = anApp([...someConnections(1), onLab]);
  await crashAfter({ kind: 'terminated' }, app);

  await resumeAfter(soonMs, app);

  expect(kindsIn(app, 'prod-eu')).toEqual(['requested', 'finished', 'confirmed']);
  expect(kindsIn(app, 'lab')).toEqual(['requested', 'finished', 'confirmed']);
  expect(app.vpn.terminations).toHaveLength(2);
  expect(lastShown(app)).toBe('all_ended');
});

test('an endpoint that the crashed process had not reached is named and recorded: no one was terminated there', async () => {
  const onLab = aConnection({ id: connectionId('cvpn-connection-1ab'), endpointId: lab.id });
  const app = anApp([...someConnections(1), onLab]);
  const slow = { ...app, log: neverTakingRequestsOn('lab', app.log) };
  await runUntilCrash(slow, { kind: 'terminated' }, (crashing) => kick(crashing, aKickOrder()));

  await resumeAfter(soonMs, app);

  expect(kindsIn(app, 'prod-eu')).toEqual(['requested', 'finished', 'confirmed']);
  expect(kindsIn(app, 'lab')).toEqual(['failed']);
  expect(app.vpn.terminations).toHaveLength(1);
  expect(lastShown(app)).toBe('partly_ended');
  expect(app.announcer.shown.at(-1)?.unavailable).toEqual([{ endpoint: lab, code: 'interrupted' }]);
  expect(await openJobs(app)).toBe(0);
});

test('that endpoint stays named while another process continues with the rest', async () => {
  const onLab = aConnection({ id: connectionId('cvpn-connection-1ab'), endpointId: lab.id });
  const app = anApp([...someConnections(1), onLab]);
  const slow = { ...app, log: neverTakingRequestsOn('lab', app.log) };
  await runUntilCrash(slow, { kind: 'terminated' }, (crashing) => kick(crashing, aKickOrder()));
  await app.clock.sleep(soonMs);

  await Promise.all([runDueJobs(app), runDueJobs(app), runDueJobs(app)]);

  expect(lastShown(app)).toBe('partly_ended');
  expect(app.announcer.shown.at(-1)?.unavailable).toEqual([{ endpoint: lab, code: 'interrupted' }]);
});

test('two endpoints that are resumed side by side end in one message that shows both', async () => {
  const onLab = aConnection({ id: connectionId('cvpn-connection-1ab'), endpointId: lab.id });
  const app = anApp([...someConnections(1), onLab]);
  await crashAfter({ kind: 'terminated' }, app);
  await app.clock.sleep(soonMs);

  await Promise.all([runDueJobs(app), runDueJobs(app)]);

  expect(lastShown(app)).toBe('all_ended');
  expect(app.vpn.terminations).toHaveLength(2);
});

test('the final message shows who was first if others were first on both endpoints', async () => {
  const onLab = aConnection({ id: connectionId('cvpn-connection-1ab'), endpointId: lab.id });
  const app = anApp([...someConnections(1), onLab]);
  await crashAfter(requested, app, aKickOrder({ requester: aRequester(omar, 'C0SECOPS') }));
  await kick(app, aKickOrder());

  await resumeAfter(soonMs, app);

  expect(lastShownOf(app, 'omar')).toMatchObject({ outcome: 'nothing_to_do' });
  expect(lastShownOf(app, 'helga')).toMatchObject({ outcome: 'all_ended' });
  expect(await openJobs(app)).toBe(0);
});

test('the message shows that someone was first on one endpoint, and that the crashed process had not reached the other', async () => {
  const onLab = aConnection({ id: connectionId('cvpn-connection-1ab'), endpointId: lab.id });
  const app = anApp([...someConnections(1), onLab]);
  const slow = { ...app, log: neverTakingRequestsOn('lab', app.log) };
  const order = aKickOrder({ requester: aRequester(omar, 'C0SECOPS') });
  await runUntilCrash(slow, requested, (crashing) => kick(crashing, order));
  await kick(app, aKickOrder({ on: 'prod-eu' }));

  await resumeAfter(soonMs, app);

  expect(lastShownOf(app, 'omar')).toMatchObject({ unavailable: [{ endpoint: lab, code: 'interrupted' }] });
});

test('a person who reconnects after the restart is kicked again if every connection was selected', async () => {
  const app = anApp(someConnections(1));
  await crashAfter({ kind: 'terminated' }, app);
  app.vpn.connect(aConnection({ id: connectionId('cvpn-connection-back') }));

  await resumeAfter(soonMs, app);

  expect(kindsIn(app)).toEqual([
    ...['requested', 'finished', 'confirmed'],
    ...['requested', 'finished', 'confirmed'],
  ]);
  expect(lastShown(app)).toBe('all_ended');
});

test('after a crash in the second round, only that round continues', async () => {
  const app = anApp(someConnections(1));
  app.vpn.onTerminate = () => {
    if (app.log.entries.length > 1) return;
    app.vpn.connect(aConnection({ id: connectionId('cvpn-connection-back') }));
  };
  await crashAfter({ kind: 'recorded', entry: 'confirmed' }, app);
  await app.clock.sleep(soonMs);
  await runUntilCrash(app, { kind: 'recorded', entry: 'requested' }, (crashing) => runDueJobs(crashing));
  const before = app.vpn.terminations.length;

  await resumeAfter(soonMs, app);

  expect(before).toBe(1);
  expect(app.vpn.terminations).toHaveLength(2);
  expect(kindsIn(app)).toEqual([
    ...['requested', 'finished', 'confirmed'],
    ...['requested', 'finished', 'confirmed'],
  ]);
});

test('an endpoint that left the configuration leaves no request without an outcome', async () => {
  const app = anApp(someConnections(1));
  await crashAfter(requested, app);
  const reconfigured = { ...app, rules: { ...app.rules, endpoints: [lab] } };

  await resumeAfter(soonMs, reconfigured);

  expect(kindsIn(app)).toEqual(['requested', 'abandoned']);
  expect(app.vpn.terminations).toEqual([]);
  expect(app.announcer.threads.at(-1)?.map(({ kind }) => kind)).toEqual(['requested', 'abandoned']);
  expect(lastShown(app)).not.toBe('under_way');
  expect(await openJobs(app)).toBe(0);
});

test('an endpoint that cannot be looked up is tried again, and closed as unconfirmed when the request is old', async () => {
  const app = anApp(someConnections(1));
  await crashAfter({ kind: 'terminated' }, app);
  app.vpn.fail({ method: 'connections', code: 'aws_endpoint_unknown' });

  await resumeAfter(soonMs, app);
  const kindsWhileYoung = kindsIn(app);
  await resumeAfter(staleMs, app);

  expect(kindsWhileYoung).toEqual(['requested']);
  expect(kindsIn(app)).toEqual(['requested', 'finished', 'unconfirmed']);
  expect(app.vpn.terminations).toHaveLength(1);
  expect(await openJobs(app)).toBe(0);
});

test('an endpoint that could not be looked up stays named, and gets no second entry', async () => {
  const app = anApp(someConnections(1));
  app.vpn.fail({ method: 'connections', code: 'aws_unreachable', on: lab, times: 1 });
  await crashAfter({ kind: 'terminated' }, app);

  await resumeAfter(soonMs, app);

  expect(kindsIn(app, 'lab')).toEqual(['failed']);
  expect(kindsIn(app, 'prod-eu')).toEqual(['requested', 'finished', 'confirmed']);
  expect(lastShown(app)).toBe('partly_ended');
  expect(app.announcer.shown.at(-1)?.unavailable).toEqual([{ endpoint: lab, code: 'aws_unreachable' }]);
});

test('the other endpoint of a kick is completed while one cannot be looked up, and the job is retried', async () => {
  const onLab = aConnection({ id: connectionId('cvpn-connection-1ab'), endpointId: lab.id });
  const app = anApp([...someConnections(1), onLab]);
  await crashAfter({ kind: 'terminated' }, app);
  app.vpn.fail({ method: 'connections', code: 'aws_unreachable', on: lab });

  await resumeAfter(soonMs, app);
  const meanwhile = { onProd: kindsIn(app, 'prod-eu'), onLab: kindsIn(app, 'lab'), outcome: lastShown(app) };
  app.vpn.endFaults();
  await resumeAfter(soonMs, app);

  expect(meanwhile).toEqual({
    onProd: ['requested', 'finished', 'confirmed'],
    onLab: ['requested'],
    outcome: 'under_way',
  });
  expect(kindsIn(app, 'prod-eu')).toEqual(meanwhile.onProd);
  expect(kindsIn(app, 'lab')).toEqual(['requested', 'finished', 'confirmed']);
  expect(app.vpn.terminations).toHaveLength(2);
  expect(lastShown(app)).toBe('all_ended');
  expect(await openJobs(app)).toBe(0);
});

test('a job that waits for one endpoint does not delay the others', async () => {
  const onLab = aConnection({ id: connectionId('cvpn-connection-1ab'), endpointId: lab.id });
  const app = anApp([...someConnections(1), onLab]);
  await crashAfter({ kind: 'terminated' }, app, aKickOrder({ on: 'prod-eu' }));
  await crashAfter(requested, app, aKickOrder({ on: 'lab' }));
  app.vpn.fail({ method: 'connections', code: 'aws_unreachable', on: lab });

  await resumeAfter(soonMs, app);

  expect(kindsIn(app, 'prod-eu')).toEqual(['requested', 'finished', 'confirmed']);
  expect(kindsIn(app, 'lab')).toEqual(['requested']);
  expect(await openJobs(app)).toBe(1);
});

function lastShownOf({ announcer }: MemoryContext, person: string) {
  const kick = announcer.shown.findLast(({ actor }) => actor.name === person);
  return kick === undefined ? undefined : { outcome: outcomeOf(kick), unavailable: kick.unavailable };
}

/** A log that is so slow about requests on one endpoint that the process dies before one stands. */
function neverTakingRequestsOn(name: string, log: AuditLog): AuditLog {
  return {
    append: (draft) =>
      draft.kind === 'requested' && draft.endpoint?.name === name ? new Promise(() => {}) : log.append(draft),
    ofRequest: (correlation) => log.ofRequest(correlation),
    requestedBy: (actor, since, most) => log.requestedBy(actor, since, most),
    stored: () => log.stored(),
    storedAt: (seqs) => log.storedAt(seqs),
    newestFirst: (upTo) => log.newestFirst(upTo),
    head: () => log.head(),
  };
}
