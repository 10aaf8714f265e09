import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SqliteAgenda } from '../../../src/store/sqlite/agenda.ts';
import { openSqliteDatabase } from '../../../src/store/sqlite/database.ts';
import { leaseAt, taskOf } from '../../contract/a-task.ts';
import { testAgenda } from '../../contract/agenda-contract.ts';
import { realClock } from '../real-clock.ts';
import { openScratch, scratchPath } from '../scratch-database.ts';

testAgenda('SqliteAgenda', async (clock) => new SqliteAgenda(openScratch(scratchPath(), clock)));

describe('SqliteAgenda', () => {
  it('still has its tasks after a restart, and numbers holds on', async () => {
    const path = scratchPath();
    const before = await new SqliteAgenda(openScratch(path)).begin(taskOf('kick'), leaseAt(0));

    const after = await new SqliteAgenda(openScratch(path)).take(leaseAt(60));

    expect(after?.task).toEqual(taskOf('kick'));
    expect(after?.number).toBeGreaterThan(before?.number ?? Number.POSITIVE_INFINITY);
  });

  it('puts a task down once when several do so at once', async () => {
    const path = scratchPath();
    const agendas = [1, 2, 3].map(() => new SqliteAgenda(openScratch(path)));

    const holds = await Promise.all(agendas.map((agenda) => agenda.begin(taskOf('kick'), leaseAt(0))));

    expect(holds.filter((hold) => hold !== undefined)).toHaveLength(1);
  });

  it('gives what its process left behind to another as soon as the database is closed', async () => {
    const path = scratchPath();
    const left = openSqliteDatabase(path, realClock);
    await new SqliteAgenda(left).begin(taskOf('kick'), leaseAt(0));
    const agenda = new SqliteAgenda(openScratch(path));
    expect(await agenda.take(leaseAt(1))).toBeUndefined();

    left.close();

    expect(await agenda.take(leaseAt(2))).toMatchObject({ task: taskOf('kick') });
    expect(readdirSync(`${path}-processes`)).toHaveLength(1);
  });

  it('leaves nothing beside the database when it is closed with nothing left to do', async () => {
    const path = scratchPath();
    const database = openSqliteDatabase(path, realClock);
    const agenda = new SqliteAgenda(database);
    const hold = await agenda.begin(taskOf('kick'), leaseAt(0));
    expect(readdirSync(`${path}-processes`)).toHaveLength(1);

    if (hold !== undefined) await agenda.finish(hold);
    database.close();

    expect(existsSync(`${path}-processes`)).toBe(false);
  });

  it('waits for the lease of a process whose file somebody has removed', async () => {
    const path = scratchPath();
    const left = openSqliteDatabase(path, realClock);
    await new SqliteAgenda(left).begin(taskOf('kick'), leaseAt(0));
    rmSync(`${path}-processes`, { recursive: true });
    left.close();
    const agenda = new SqliteAgenda(openScratch(path));

    expect(await agenda.take(leaseAt(59))).toBeUndefined();
    expect(await agenda.take(leaseAt(60))).toMatchObject({ task: taskOf('kick') });
  });

  it('waits for a lease that tells of no process, as those of earlier versions do', async () => {
    const database = openScratch();
    database.read((sqlite) =>
      sqlite
        .prepare('INSERT INTO task (key, payload, due_ms, hold) VALUES (?, ?, ?, 7)')
        .run('kick', taskOf('kick').payload, leaseAt(0).until.getTime()),
    );
    const agenda = new SqliteAgenda(database);

    expect(await agenda.take(leaseAt(59))).toBeUndefined();
    expect(await agenda.take(leaseAt(60))).toMatchObject({ task: taskOf('kick') });
  });

  it('does not take a lease that an earlier version renewed for that of the dead process before it', async () => {
    const path = scratchPath();
    const left = openSqliteDatabase(path, realClock);
    await new SqliteAgenda(left).begin(taskOf('kick'), leaseAt(0));
    left.close();
    const database = openScratch(path);
    // As an earlier version takes a task: it knows nothing of the owner.
    database.read((sqlite) => sqlite.exec('UPDATE task SET hold = hold + 1'));
    const agenda = new SqliteAgenda(database);

    expect(await agenda.take(leaseAt(59))).toBeUndefined();
    expect(await agenda.take(leaseAt(60))).toMatchObject({ task: taskOf('kick') });
  });

  it('works without locks where their folder cannot be made, and waits for leases', async () => {
    const path = scratchPath();
    writeFileSync(`${path}-processes`, 'something else');
    const left = openSqliteDatabase(path, realClock);
    await new SqliteAgenda(left).begin(taskOf('kick'), leaseAt(0));
    left.close();
    const agenda = new SqliteAgenda(openScratch(path));

    expect(await agenda.take(leaseAt(59))).toBeUndefined();
    expect(await agenda.take(leaseAt(60))).toMatchObject({ task: taskOf('kick') });
  });

  it('changes nothing and says so when the database may not be written', async () => {
    const database = openScratch();
    const agenda = new SqliteAgenda(database);
    const hold = await agenda.begin(taskOf('kick'), leaseAt(0));
    if (hold === undefined) throw new Error('the agenda was not empty');
    database.read((sqlite) => sqlite.exec('PRAGMA query_only = 1'));

    const attempts = [
      () => agenda.begin(taskOf('other'), leaseAt(0)),
      () => agenda.take(leaseAt(60)),
      () => agenda.renew(hold, leaseAt(1)),
      () => agenda.postpone(hold, leaseAt(1).now),
      () => agenda.finish(hold),
    ];
    for (const attempt of attempts) {
      await expect(attempt(), String(attempt)).rejects.toMatchObject({ code: 'store_unavailable' });
    }

    expect(await agenda.state()).toEqual({ open: 1, dueSince: leaseAt(0).until });
  });
});
