import { describe, expect, it } from 'vitest';
import { sqliteMessageStore } from '../../../src/store/sqlite/message-store.ts';
import { anIntention, testMessageMemory } from '../../contract/message-memory-contract.ts';
import { openScratch, scratchPath } from '../scratch-database.ts';

testMessageMemory('SqliteMessageMemory', async () => sqliteMessageStore(openScratch()));

describe('SqliteMessageMemory', () => {
  it('recalls after a restart what was intended and what was posted', async () => {
    const path = scratchPath();
    const memory = sqliteMessageStore(openScratch(path));
    await memory.reserve('entry-1', anIntention(), undefined);
    await memory.save('entry-2', { channel: 'C0AUDIT', ts: '2.0' });

    const restarted = sqliteMessageStore(openScratch(path));

    expect(await restarted.get('entry-1')).toEqual(anIntention());
    expect(await restarted.get('entry-2')).toEqual({ kind: 'posted', channel: 'C0AUDIT', ts: '2.0' });
  });

  it('keeps what it knew when a change cannot be written', async () => {
    const database = openScratch();
    const memory = sqliteMessageStore(database);
    await memory.reserve('entry-1', anIntention(), undefined);
    database.read('read', (sqlite) => sqlite.exec('PRAGMA query_only = 1'));

    const remembered = memory.save('entry-1', { channel: 'C0AUDIT', ts: '1.0' });

    await expect(remembered).rejects.toMatchObject({ code: 'store_unavailable' });
    await expect(memory.reserve('entry-2', anIntention(), undefined)).rejects.toMatchObject({
      code: 'store_unavailable',
    });
    expect(await memory.get('entry-1')).toEqual(anIntention());
    expect(await memory.get('entry-2')).toBeUndefined();
  });
});
