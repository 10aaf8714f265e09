import { describe, expect, it } from 'vitest';
import { SqliteClaims } from '../../../src/store/sqlite/claims.ts';
import { claimAt } from '../../contract/a-claim.ts';
import { testClaims } from '../../contract/claims-contract.ts';
import { openScratch, scratchPath } from '../scratch-database.ts';

testClaims('SqliteClaims', async () => new SqliteClaims(openScratch()));

describe('SqliteClaims', () => {
  it('holds a claim although its holder was restarted', async () => {
    const path = scratchPath();
    await new SqliteClaims(openScratch(path)).take(claimAt(0));

    const standing = await new SqliteClaims(openScratch(path)).take(claimAt(5));

    expect(standing).toEqual(claimAt(0));
  });

  it('forgets claims that lapsed, whatever connection they were on', async () => {
    const database = openScratch();
    const claims = new SqliteClaims(database);
    await claims.take(claimAt(0));
    await claims.take(claimAt(1, { connection: '0d' }));

    await claims.take(claimAt(90, { connection: '0e' }));

    const left = database.read((sqlite) => sqlite.prepare('SELECT connection FROM claim').all());
    expect(left).toEqual([{ connection: 'cvpn-connection-0e' }]);
  });

  it('lets nobody act when the database may not be written', async () => {
    const database = openScratch();
    const claims = new SqliteClaims(database);
    database.read((sqlite) => sqlite.exec('PRAGMA query_only = 1'));

    await expect(claims.take(claimAt(0))).rejects.toMatchObject({ code: 'store_unavailable' });
    await expect(claims.release(claimAt(0))).rejects.toMatchObject({ code: 'store_unavailable' });
  });
});
