import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { SqliteAgenda } from '../../src/store/sqlite-agenda.ts';
import { leaseAt, taskOf } from '../contract/a-task.ts';
import { testAgenda } from '../contract/agenda-contract.ts';
import { linesOf, startProcess } from './processes.ts';
import { openScratch, scratchPath } from './scratch-database.ts';

testAgenda('SqliteAgenda', async () => new SqliteAgenda(openScratch()));

describe('SqliteAgenda', () => {
  it('still has its tasks after a restart, and numbers holds on', async () => {
    const path = scratchPath();
    const before = await new SqliteAgenda(openScratch(path)).begin(taskOf('kick'), leaseAt(0));

    const after = await new SqliteAgenda(openScratch(path)).take(leaseAt(60));

    expect(after?.task).toEqual(taskOf('kick'));
    expect(after?.number).toBeGreaterThan(before?.number ?? Number.POSITIVE_INFINITY);
  });

  it('gives each task to exactly one of the processes that reach for it at once', async () => {
    const path = scratchPath();
    const agenda = new SqliteAgenda(openScratch(path));
    const keys = Array.from({ length: 100 }, (_, n) => `task-${100 + n}`);
    for (const key of keys) await agenda.begin(taskOf(key), leaseAt(0));

    const taken = await Promise.all(
      [1, 2, 3].map(() => Array.fromAsync(linesOf(startProcess('agenda-process.ts', [path, '60'])))),
    );

    expect(taken.flat().toSorted()).toEqual(keys);
    expect(await agenda.state()).toMatchObject({ open: 0 });
  });

  it('puts a task down once when several do so at once', async () => {
    const path = scratchPath();
    const agendas = [1, 2, 3].map(() => new SqliteAgenda(openScratch(path)));

    const holds = await Promise.all(agendas.map((agenda) => agenda.begin(taskOf('kick'), leaseAt(0))));

    expect(holds.filter((hold) => hold !== undefined)).toHaveLength(1);
  });

  it('gives the task of a killed process on when its lease has lapsed, and not before', async () => {
    const path = scratchPath();
    const agenda = new SqliteAgenda(openScratch(path));
    await agenda.begin(taskOf('kick'), leaseAt(0));
    const holder = startProcess('agenda-process.ts', [path, '60', 'hold']);
    for await (const _key of linesOf(holder)) holder.kill('SIGKILL');
    if (holder.exitCode === null && holder.signalCode === null) await once(holder, 'exit');

    expect(await agenda.take(leaseAt(119))).toBeUndefined();
    expect(await agenda.take(leaseAt(120))).toMatchObject({ task: taskOf('kick') });
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
