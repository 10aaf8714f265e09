import { describe, expect, it } from 'vitest';
import { sqliteMessageStore } from '../../../src/store/sqlite/message-store.ts';
import { aReservation, testMessageStore } from '../../contract/message-store-contract.ts';
import { openScratch, scratchPath } from '../scratch-database.ts';

testMessageStore('sqliteMessageStore', async () => sqliteMessageStore(openScratch()));

describe('sqliteMessageStore', () => {
  it('returns reservations and locations after a restart', async () => {
    const path = scratchPath();
    const messages = sqliteMessageStore(openScratch(path));
    await messages.reserve('entry-1', aReservation(), undefined);
    await messages.save('entry-2', { channel: 'C0AUDIT', ts: '2.0' });

    const restarted = sqliteMessageStore(openScratch(path));

    expect(await restarted.get('entry-1')).toEqual(aReservation());
    expect(await restarted.get('entry-2')).toEqual({ kind: 'posted', channel: 'C0AUDIT', ts: '2.0' });
  });

  it('keeps its content when a change cannot be written', async () => {
    const database = openScratch();
    const messages = sqliteMessageStore(database);
    await messages.reserve('entry-1', aReservation(), undefined);
    database.read('read', (sqlite) => sqlite.exec('PRAGMA query_only = 1'));

    const remembered = messages.save('entry-1', { channel: 'C0AUDIT', ts: '1.0' });

    await expect(remembered).rejects.toMatchObject({ code: 'store_unavailable' });
    await expect(messages.reserve('entry-2', aReservation(), undefined)).rejects.toMatchObject({
      code: 'store_unavailable',
    });
    expect(await messages.get('entry-1')).toEqual(aReservation());
    expect(await messages.get('entry-2')).toBeUndefined();
  });
});
