import { describe, expect, it } from 'vitest';
import { sqliteReplayCache } from '../../../src/store/sqlite/replay-cache.ts';
import { minutesLater, testReplayCache } from '../../contract/replay-cache-contract.ts';
import { openScratch, scratchPath } from '../scratch-database.ts';

testReplayCache('sqliteReplayCache', async () => sqliteReplayCache(openScratch()));

describe('sqliteReplayCache', () => {
  it('remembers a request after the process was restarted', async () => {
    const path = scratchPath();
    await sqliteReplayCache(openScratch(path)).isFirst('one', minutesLater(0));

    expect(await sqliteReplayCache(openScratch(path)).isFirst('one', minutesLater(1))).toBe(false);
  });

  it('deletes requests after ten minutes, so that the file does not grow for ever', async () => {
    const database = openScratch();
    const replays = sqliteReplayCache(database);
    for (const [minute, id] of ['one', 'two', 'three'].entries())
      await replays.isFirst(id, minutesLater(minute));

    await replays.isFirst('four', minutesLater(12));

    const left = database.read('read', (sqlite) =>
      sqlite.prepare('SELECT id FROM request ORDER BY at_ms').all(),
    );
    expect(left).toEqual([{ id: 'three' }, { id: 'four' }]);
  });

  it('fails when the database is read-only', async () => {
    const database = openScratch();
    database.read('read', (sqlite) => sqlite.exec('PRAGMA query_only = 1'));

    await expect(sqliteReplayCache(database).isFirst('one', minutesLater(0))).rejects.toMatchObject({
      code: 'store_unavailable',
    });
  });
});
