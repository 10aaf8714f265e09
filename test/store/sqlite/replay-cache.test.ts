import { describe, expect, it } from 'vitest';
import { SqliteReplayCache } from '../../../src/store/sqlite/replay-cache.ts';
import { minutesLater, testReplayCache } from '../../contract/replay-cache-contract.ts';
import { openScratch, scratchPath } from '../scratch-database.ts';

testReplayCache('SqliteReplayCache', async () => new SqliteReplayCache(openScratch()));

describe('SqliteReplayCache', () => {
  it('remembers a request although the process was restarted', async () => {
    const path = scratchPath();
    await new SqliteReplayCache(openScratch(path)).isFirst('one', minutesLater(0));

    expect(await new SqliteReplayCache(openScratch(path)).isFirst('one', minutesLater(1))).toBe(false);
  });

  it('forgets requests after ten minutes, or the file would grow for ever', async () => {
    const database = openScratch();
    const replays = new SqliteReplayCache(database);
    for (const [minute, id] of ['one', 'two', 'three'].entries())
      await replays.isFirst(id, minutesLater(minute));

    await replays.isFirst('four', minutesLater(12));

    const left = database.read((sqlite) => sqlite.prepare('SELECT id FROM request ORDER BY at_ms').all());
    expect(left).toEqual([{ id: 'three' }, { id: 'four' }]);
  });

  it('cannot tell when the database may not be written', async () => {
    const database = openScratch();
    database.read((sqlite) => sqlite.exec('PRAGMA query_only = 1'));

    await expect(new SqliteReplayCache(database).isFirst('one', minutesLater(0))).rejects.toMatchObject({
      code: 'store_unavailable',
    });
  });
});
