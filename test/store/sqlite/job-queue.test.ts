import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { addMinutes } from 'date-fns/addMinutes';
import { minutesToMilliseconds } from 'date-fns/minutesToMilliseconds';
import { describe, expect, it } from 'vitest';
import { openSqliteDatabase } from '../../../src/store/sqlite/database.ts';
import { sqliteJobQueue } from '../../../src/store/sqlite/job-queue.ts';
import { aJobOf, leaseAt } from '../../contract/a-job.ts';
import { testJobQueue } from '../../contract/job-queue-contract.ts';
import { MovedClock } from '../../doubles/moved-clock.ts';
import { realClock } from '../real-clock.ts';
import { openScratch, scratchPath } from '../scratch-database.ts';

testJobQueue('sqliteJobQueue', async (clock) => sqliteJobQueue(openScratch(scratchPath(), clock)));

describe('sqliteJobQueue', () => {
  it('still has its jobs after a restart, and continues to number leases', async () => {
    const path = scratchPath();
    const before = await sqliteJobQueue(openScratch(path)).enqueueClaimed(aJobOf('kick'), leaseAt(0));

    const after = await sqliteJobQueue(openScratch(path)).claim(leaseAt(60));

    expect(after?.job).toEqual(aJobOf('kick'));
    expect(after?.number).toBeGreaterThan(before?.number ?? Number.POSITIVE_INFINITY);
  });

  it('enqueues a job once when several processes enqueue it at once', async () => {
    const path = scratchPath();
    const agendas = [1, 2, 3].map(() => sqliteJobQueue(openScratch(path)));

    const holds = await Promise.all(
      agendas.map((jobQueue) => jobQueue.enqueueClaimed(aJobOf('kick'), leaseAt(0))),
    );

    expect(holds.filter((hold) => hold !== undefined)).toHaveLength(1);
  });

  it('gives the jobs of a process to another as soon as its database is closed', async () => {
    const path = scratchPath();
    const left = openSqliteDatabase(path, realClock);
    await sqliteJobQueue(left).enqueueClaimed(aJobOf('kick'), leaseAt(0));
    const jobQueue = sqliteJobQueue(openScratch(path));
    expect(await jobQueue.claim(leaseAt(1))).toBeUndefined();

    left.close();

    expect(await jobQueue.claim(leaseAt(2))).toMatchObject({ job: aJobOf('kick') });
    expect(readdirSync(`${path}-processes`)).toHaveLength(1);
  });

  it('tells a new lease from the one before it by its number, if both expire at the same time', async () => {
    const [path, clock] = [scratchPath(), new MovedClock()];
    const [worker, observer] = [1, 2].map(() => sqliteJobQueue(openScratch(path, clock)));
    const until = addMinutes(clock.now(), 1);
    const first = await worker?.enqueueClaimed(aJobOf('kick'), { now: clock.now(), until });
    expect(await observer?.claim(minuteFrom(clock.now()))).toBeUndefined();
    await clock.sleep(59_000);

    if (first !== undefined) await worker?.reschedule(first, clock.now());
    const second = await worker?.claim({ now: clock.now(), until });
    clock.set(minutesToMilliseconds(-60));
    await clock.sleep(1_000);

    expect(second).toMatchObject({ job: aJobOf('kick') });
    expect(await observer?.claim(minuteFrom(clock.now()))).toBeUndefined();
  });

  it('leaves no file beside the database when it is closed without jobs', async () => {
    const path = scratchPath();
    const database = openSqliteDatabase(path, realClock);
    const jobQueue = sqliteJobQueue(database);
    const hold = await jobQueue.enqueueClaimed(aJobOf('kick'), leaseAt(0));
    expect(readdirSync(`${path}-processes`)).toHaveLength(1);

    if (hold !== undefined) await jobQueue.complete(hold);
    database.close();

    expect(existsSync(`${path}-processes`)).toBe(false);
  });

  it('waits for the lease of a process whose lock file was removed', async () => {
    const path = scratchPath();
    const left = openSqliteDatabase(path, realClock);
    await sqliteJobQueue(left).enqueueClaimed(aJobOf('kick'), leaseAt(0));
    rmSync(`${path}-processes`, { recursive: true });
    left.close();
    const jobQueue = sqliteJobQueue(openScratch(path));

    expect(await jobQueue.claim(leaseAt(59))).toBeUndefined();
    expect(await jobQueue.claim(leaseAt(60))).toMatchObject({ job: aJobOf('kick') });
  });

  it('waits for a lease without a process, as earlier versions wrote them', async () => {
    const database = openScratch();
    database.read('read', (sqlite) =>
      sqlite
        .prepare('INSERT INTO task (key, payload, due_ms, hold) VALUES (?, ?, ?, 7)')
        .run('kick', aJobOf('kick').payload, leaseAt(0).until.getTime()),
    );
    const jobQueue = sqliteJobQueue(database);

    expect(await jobQueue.claim(leaseAt(59))).toBeUndefined();
    expect(await jobQueue.claim(leaseAt(60))).toMatchObject({ job: aJobOf('kick') });
  });

  it('distinguishes a lease that an earlier version renewed from that of the crashed process before it', async () => {
    const path = scratchPath();
    const left = openSqliteDatabase(path, realClock);
    await sqliteJobQueue(left).enqueueClaimed(aJobOf('kick'), leaseAt(0));
    left.close();
    const database = openScratch(path);
    // As an earlier version takes a job: it knows nothing of the owner.
    database.read('read', (sqlite) => sqlite.exec('UPDATE task SET hold = hold + 1'));
    const jobQueue = sqliteJobQueue(database);

    expect(await jobQueue.claim(leaseAt(59))).toBeUndefined();
    expect(await jobQueue.claim(leaseAt(60))).toMatchObject({ job: aJobOf('kick') });
  });

  it('works without lock files if their folder cannot be created, and waits for leases', async () => {
    const path = scratchPath();
    writeFileSync(`${path}-processes`, 'something else');
    const left = openSqliteDatabase(path, realClock);
    await sqliteJobQueue(left).enqueueClaimed(aJobOf('kick'), leaseAt(0));
    left.close();
    const jobQueue = sqliteJobQueue(openScratch(path));

    expect(await jobQueue.claim(leaseAt(59))).toBeUndefined();
    expect(await jobQueue.claim(leaseAt(60))).toMatchObject({ job: aJobOf('kick') });
  });

  it('changes nothing and says so when the database is read-only', async () => {
    const database = openScratch();
    const jobQueue = sqliteJobQueue(database);
    const hold = await jobQueue.enqueueClaimed(aJobOf('kick'), leaseAt(0));
    if (hold === undefined) throw new Error('the agenda was not empty');
    database.read('read', (sqlite) => sqlite.exec('PRAGMA query_only = 1'));

    const attempts = [
      () => jobQueue.enqueueClaimed(aJobOf('other'), leaseAt(0)),
      () => jobQueue.claim(leaseAt(60)),
      () => jobQueue.renew(hold, leaseAt(1)),
      () => jobQueue.reschedule(hold, leaseAt(1).now),
      () => jobQueue.complete(hold),
    ];
    for (const attempt of attempts) {
      await expect(attempt(), String(attempt)).rejects.toMatchObject({ code: 'store_unavailable' });
    }

    expect(await jobQueue.state()).toEqual({ open: 1, dueSince: leaseAt(0).until });
  });
});

function minuteFrom(now: Date) {
  return { now, until: addMinutes(now, 1) };
}
