import { addDays } from 'date-fns/addDays';
import { addSeconds } from 'date-fns/addSeconds';
import { fromUnixTime } from 'date-fns/fromUnixTime';
import { describe, expect, it } from 'vitest';
import { dynamoJobQueue } from '../../../src/store/dynamo/job-queue.ts';
import { aJobOf, leaseAt, secondAfterNoon } from '../../contract/a-job.ts';
import { testJobQueue } from '../../contract/job-queue-contract.ts';
import { realClock } from '../real-clock.ts';
import { openScratchTable, openTable, startFaultProxy } from '../scratch-table.ts';

testJobQueue('dynamoJobQueue', async (clock = realClock) => dynamoJobQueue(await openScratchTable(), clock));

describe('dynamoJobQueue, when an answer is lost', () => {
  it('still has the lease of the job that it enqueued, and no other process has it', async () => {
    const { proxy, jobQueue } = await jobQueueBehindProxy();
    proxy.fail('PutItem', 'answer lost');

    const lease = await jobQueue.enqueueClaimed(aJobOf('kick'), leaseAt(0));

    expect(lease?.job).toEqual(aJobOf('kick'));
    expect(await jobQueue.enqueueClaimed(aJobOf('kick'), leaseAt(0))).toBeUndefined();
  });

  it('still has the lease of the job that it claimed', async () => {
    const { proxy, jobQueue } = await jobQueueBehindProxy();
    await jobQueue.enqueue(aJobOf('kick'), secondAfterNoon(0));
    proxy.fail('UpdateItem', 'answer lost', { containing: '"agenda"' });

    const lease = await jobQueue.claim(leaseAt(0));

    expect(lease?.job).toEqual(aJobOf('kick'));
    expect(await jobQueue.claim(leaseAt(0))).toBeUndefined();
  });

  it('has rescheduled and completed jobs', async () => {
    const { proxy, jobQueue } = await jobQueueBehindProxy();
    const [one, two] = [
      await jobQueue.enqueueClaimed(aJobOf('one'), leaseAt(0)),
      await jobQueue.enqueueClaimed(aJobOf('two'), leaseAt(0)),
    ];
    if (one === undefined || two === undefined) throw new Error('the agenda was not empty');
    proxy.fail('UpdateItem', 'answer lost');
    proxy.fail('DeleteItem', 'answer lost');

    await jobQueue.reschedule(one, secondAfterNoon(10));
    await jobQueue.complete(two);

    expect(await jobQueue.state()).toEqual({ open: 1, dueSince: secondAfterNoon(10) });
  });
});

it('dynamoJobQueue finds the job due longest among more than fit on a page', async () => {
  const jobQueue = dynamoJobQueue(await openScratchTable(), realClock);
  for (let n = 0; n < 520; n += 1) await jobQueue.enqueue(aJobOf(`task-${n}`), secondAfterNoon(n));
  await jobQueue.enqueue(aJobOf('zebra'), secondAfterNoon(-1));

  expect(await jobQueue.state()).toEqual({ open: 521, dueSince: secondAfterNoon(-1) });
  expect(await jobQueue.claim(leaseAt(60))).toMatchObject({ job: aJobOf('zebra') });
});

describe('dynamoJobQueue, with a payload that is too long for the job’s item', () => {
  const job = { key: 'block 0123abcd', payload: 'bob@example.com '.repeat(1_000) };
  const inAYear = addDays(secondAfterNoon(0), 366);
  const clock = { now: () => secondAfterNoon(0), elapsedMs: () => 0 };

  async function aScene() {
    const table = await openScratchTable();
    const jobQueue = dynamoJobQueue(table, clock);
    const expiry = async () => {
      const item = await table.get({ pk: 'agenda', sk: job.key });
      const { items } = await table.page(`part ${item?.id}`, { limit: 10, order: 'first' });
      return items.map(({ expires }) => fromUnixTime(Number(expires)));
    };
    return { jobQueue, expiry };
  }

  it('keeps the payload until 90 days after the job is due', async () => {
    const { jobQueue, expiry } = await aScene();

    await jobQueue.enqueue(job, inAYear);

    expect(await expiry()).toEqual([addDays(inAYear, 90)]);
  });

  it('keeps the payload as long when the job is rescheduled for a later time', async () => {
    const { jobQueue, expiry } = await aScene();
    const lease = await jobQueue.enqueueClaimed(job, leaseAt(0));
    if (lease === undefined) throw new Error('the job queue was not empty');

    await jobQueue.reschedule(lease, inAYear);

    expect(await expiry()).toEqual([addDays(inAYear, 90)]);
    const later = { now: inAYear, until: addSeconds(inAYear, 15) };
    expect((await jobQueue.claim(later))?.job).toEqual(job);
  });

  it('does not write the payload again for a job that is rescheduled for soon', async () => {
    const { jobQueue, expiry } = await aScene();
    const lease = await jobQueue.enqueueClaimed(job, leaseAt(0));
    if (lease === undefined) throw new Error('the job queue was not empty');
    const before = await expiry();

    await jobQueue.reschedule(lease, secondAfterNoon(60));

    expect(await expiry()).toEqual(before);
  });
});

async function jobQueueBehindProxy() {
  const proxy = await startFaultProxy();
  return { proxy, jobQueue: dynamoJobQueue(await openTable(), realClock) };
}
