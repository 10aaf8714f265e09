import { describe, expect, it } from 'vitest';
import { sqliteNameClaims } from '../../../src/store/sqlite/name-claims.ts';
import { aNameClaim } from '../../contract/a-name-claim.ts';
import { testNameClaims } from '../../contract/name-claims-contract.ts';
import { openScratch, scratchPath } from '../scratch-database.ts';

testNameClaims('sqliteNameClaims', async () => sqliteNameClaims(openScratch()));

describe('sqliteNameClaims', () => {
  it('keeps a claim after its process was restarted', async () => {
    const path = scratchPath();
    await sqliteNameClaims(openScratch(path)).put(aNameClaim());

    expect(await sqliteNameClaims(openScratch(path)).all()).toEqual([aNameClaim()]);
  });

  it('reports an unreadable claim instead of leaving it out', async () => {
    const database = openScratch();
    const claims = sqliteNameClaims(database);
    await claims.put(aNameClaim());
    database.read('break', (sqlite) => sqlite.exec("UPDATE claimed_name SET person = 'nobody'"));

    await expect(claims.all()).rejects.toMatchObject({ code: 'store_unavailable' });
  });

  it('stores nothing when the database is read-only', async () => {
    const database = openScratch();
    const claims = sqliteNameClaims(database);
    database.read('read', (sqlite) => sqlite.exec('PRAGMA query_only = 1'));

    await expect(claims.put(aNameClaim())).rejects.toMatchObject({ code: 'store_unavailable' });
    await expect(claims.remove(aNameClaim())).rejects.toMatchObject({ code: 'store_unavailable' });
  });
});
