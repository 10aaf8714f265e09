import { expect, test } from 'vitest';
import { Failure } from '../../../src/domain/failure.ts';
import { outcomeOf } from '../../../src/domain/kick.ts';
import { kick } from '../../../src/features/kick/kick.ts';
import type { Job } from '../../../src/ports/job-queue.ts';
import { aConnection, someConnections } from '../../builders/a-connection.ts';
import { anEndpoint, lab } from '../../builders/an-endpoint.ts';
import { connectionId } from '../../builders/ids.ts';
import { anApp, type MemoryContext } from '../../doubles/an-app.ts';
import { aKickOrder } from './a-kick-order.ts';
import { kindsIn, lastShown } from './after-a-crash.ts';

const onTwoEndpoints = () =>
  anApp([
    ...someConnections(1),
    aConnection({ id: connectionId('cvpn-connection-1ab'), endpointId: lab.id }),
  ]);

/** The store does not take these jobs. */
function refuseTasks({ jobs }: MemoryContext, isRefused: (job: Job) => boolean): void {
  const begin = jobs.enqueueClaimed.bind(jobs);
  jobs.enqueueClaimed = async (job, lease) => {
    if (isRefused(job)) throw new Failure('store_unavailable', 'no answer');
    return begin(job, lease);
  };
}

const outcomesShown = ({ announcer }: MemoryContext) => announcer.shown.map(outcomeOf);

test('a kick that could not be recorded on any endpoint is not shown as in progress, since nothing would update it', async () => {
  const app = onTwoEndpoints();
  refuseTasks(app, ({ key }) => key.startsWith('lock '));

  await kick(app, aKickOrder());

  expect(kindsIn(app)).toEqual([]);
  expect(outcomesShown(app)).toEqual([]);
});

test('a kick whose job cannot be enqueued does not begin', async () => {
  const app = onTwoEndpoints();
  refuseTasks(app, ({ key }) => key.startsWith('kick '));

  const result = await kick(app, aKickOrder());

  expect(result).toMatchObject({ kind: 'unrecorded', code: 'store_unavailable' });
  expect(app.vpn.terminations).toEqual([]);
  expect(kindsIn(app)).toEqual([]);
  expect(outcomesShown(app)).toEqual([]);
});

test('a kick that could not be recorded on one endpoint is shown once it is recorded on the other', async () => {
  const app = onTwoEndpoints();
  const append = app.log.append.bind(app.log);
  let shownBefore: readonly string[] | undefined;
  app.log.append = async (draft) => {
    shownBefore ??= outcomesShown(app);
    if (draft.endpoint?.id === anEndpoint().id) throw new Failure('audit_unwritable', 'no answer');
    return append(draft);
  };

  await kick(app, aKickOrder());

  expect(shownBefore).toEqual([]);
  expect(lastShown(app)).toBe('partly_ended');
});

test('a kick on several endpoints has one job', async () => {
  const app = onTwoEndpoints();
  const jobs: Promise<readonly Job[]>[] = [];
  app.vpn.onTerminate = () => {
    jobs.push(app.jobs.ofKind('kick'));
  };
  const order = aKickOrder();

  await kick(app, order);

  const keys = (await Promise.all(jobs)).map((listed) => listed.map(({ key }) => key));
  expect(keys).toEqual([[`kick ${order.correlation}`], [`kick ${order.correlation}`]]);
  expect(await app.jobs.ofKind('kick')).toEqual([]);
});
