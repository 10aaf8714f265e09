import { expect, test } from 'vitest';
import { renewedLeases } from '../../src/jobs/complete-job.ts';
import { aJobOf } from '../contract/a-job.ts';
import { MemoryJobQueue } from '../doubles/memory-job-queue.ts';
import { MovedClock } from '../doubles/moved-clock.ts';

const leaseMs = 15_000;

function aScene() {
  const clock = new MovedClock();
  const jobQueue = renewedLeases(new MemoryJobQueue(clock), clock, leaseMs);
  const term = () => ({ now: clock.now(), until: new Date(clock.now().getTime() + leaseMs) });
  return { clock, jobQueue, term };
}

test('does not claim its own job again if the clock is set forward', async () => {
  const { clock, jobQueue, term } = aScene();
  const lease = await jobQueue.enqueueClaimed(aJobOf('kick'), term());

  clock.set(3_600_000);

  expect(await jobQueue.claim(term())).toBeUndefined();
  expect(await jobQueue.claimEarly('kick', term())).toBeUndefined();
  expect(lease && (await jobQueue.renew(lease, term()))).toEqual(lease);
  jobQueue.stop();
});

test('continues its own job after a pause longer than a lease if nobody else claimed it', async () => {
  const { clock, jobQueue, term } = aScene();
  await jobQueue.enqueueClaimed(aJobOf('kick'), term());

  await clock.sleep(60_000);

  expect(await jobQueue.claim(term())).toBeUndefined();
  jobQueue.stop();
});

test('claims a job again that it rescheduled', async () => {
  const { clock, jobQueue, term } = aScene();
  const lease = await jobQueue.enqueueClaimed(aJobOf('kick'), term());
  if (lease !== undefined) await jobQueue.reschedule(lease, clock.now());

  expect(await jobQueue.claim(term())).toMatchObject({ job: aJobOf('kick') });
  jobQueue.stop();
});
