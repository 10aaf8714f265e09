import { describe, expect, it } from 'vitest';
import { SqliteAgenda } from '../../src/store/sqlite-agenda.ts';
import { leaseAt, taskOf } from '../contract/a-task.ts';
import { testAgenda } from '../contract/agenda-contract.ts';
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

  it('puts a task down once when several do so at once', async () => {
    const path = scratchPath();
    const agendas = [1, 2, 3].map(() => new SqliteAgenda(openScratch(path)));

    const holds = await Promise.all(agendas.map((agenda) => agenda.begin(taskOf('kick'), leaseAt(0))));

    expect(holds.filter((hold) => hold !== undefined)).toHaveLength(1);
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
