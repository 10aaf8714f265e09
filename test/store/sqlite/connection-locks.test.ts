import { describe, expect, it } from 'vitest';
import { sqliteConnectionLocks } from '../../../src/store/sqlite/connection-locks.ts';
import { claimAt } from '../../contract/a-claim.ts';
import { testClaims } from '../../contract/claims-contract.ts';
import { openScratch, scratchPath } from '../scratch-database.ts';

testClaims('SqliteClaims', async () => sqliteConnectionLocks(openScratch()));

describe('SqliteClaims', () => {
  it('holds a claim although its holder was restarted', async () => {
    const path = scratchPath();
    await sqliteConnectionLocks(openScratch(path)).acquire(claimAt(0));

    const standing = await sqliteConnectionLocks(openScratch(path)).acquire(claimAt(5));

    expect(standing).toEqual(claimAt(0));
  });

  it('forgets claims that lapsed, whatever connection they were on', async () => {
    const database = openScratch();
    const claims = sqliteConnectionLocks(database);
    await claims.acquire(claimAt(0));
    await claims.acquire(claimAt(1, { connection: '0d' }));

    await claims.acquire(claimAt(90, { connection: '0e' }));

    const left = database.read('read', (sqlite) => sqlite.prepare('SELECT connection FROM claim').all());
    expect(left).toEqual([{ connection: 'cvpn-connection-0e' }]);
  });

  it('lets nobody act when the database may not be written', async () => {
    const database = openScratch();
    const claims = sqliteConnectionLocks(database);
    database.read('read', (sqlite) => sqlite.exec('PRAGMA query_only = 1'));

    await expect(claims.acquire(claimAt(0))).rejects.toMatchObject({ code: 'store_unavailable' });
    await expect(claims.release(claimAt(0))).rejects.toMatchObject({ code: 'store_unavailable' });
  });
});
