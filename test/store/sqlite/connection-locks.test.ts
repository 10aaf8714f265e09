import { describe, expect, it } from 'vitest';
import { sqliteConnectionLocks } from '../../../src/store/sqlite/connection-locks.ts';
import { aLockAt } from '../../contract/a-connection-lock.ts';
import { testConnectionLocks } from '../../contract/connection-locks-contract.ts';
import { openScratch, scratchPath } from '../scratch-database.ts';

testConnectionLocks('sqliteConnectionLocks', async () => sqliteConnectionLocks(openScratch()));

describe('sqliteConnectionLocks', () => {
  it('keeps a lock after its process was restarted', async () => {
    const path = scratchPath();
    await sqliteConnectionLocks(openScratch(path)).acquire(aLockAt(0));

    const existing = await sqliteConnectionLocks(openScratch(path)).acquire(aLockAt(5));

    expect(existing).toEqual(aLockAt(0));
  });

  it('deletes expired locks of any connection', async () => {
    const database = openScratch();
    const locks = sqliteConnectionLocks(database);
    await locks.acquire(aLockAt(0));
    await locks.acquire(aLockAt(1, { connection: '0d' }));

    await locks.acquire(aLockAt(90, { connection: '0e' }));

    const left = database.read('read', (sqlite) => sqlite.prepare('SELECT connection FROM claim').all());
    expect(left).toEqual([{ connection: 'cvpn-connection-0e' }]);
  });

  it('acquires no lock when the database is read-only', async () => {
    const database = openScratch();
    const locks = sqliteConnectionLocks(database);
    database.read('read', (sqlite) => sqlite.exec('PRAGMA query_only = 1'));

    await expect(locks.acquire(aLockAt(0))).rejects.toMatchObject({ code: 'store_unavailable' });
    await expect(locks.release(aLockAt(0))).rejects.toMatchObject({ code: 'store_unavailable' });
  });
});
