import { describe, expect, it } from 'vitest';
import { SqliteClaims } from '../../src/store/sqlite-claims.ts';
import { claimAt } from '../contract/a-claim.ts';
import { testClaims } from '../contract/claims-contract.ts';
import { linesOf, startProcess } from './processes.ts';
import { openScratch, scratchPath } from './scratch-database.ts';

testClaims('SqliteClaims', async () => new SqliteClaims(openScratch()));

describe('SqliteClaims', () => {
  it('holds a claim although its holder was restarted', async () => {
    const path = scratchPath();
    await new SqliteClaims(openScratch(path)).take(claimAt(0));

    const standing = await new SqliteClaims(openScratch(path)).take(claimAt(5));

    expect(standing).toEqual(claimAt(0));
  });

  it('gives each connection to exactly one of the processes that reach for it at once', async () => {
    const path = scratchPath();
    const people = ['U0HELGA', 'U0RITA', 'U0SAM', 'U0TOM'];

    const taken = await Promise.all(
      people.map((by) => claimInProcess([path, by, '50', `request-of-${by.toLowerCase()}`])),
    );

    const numbers = taken.flat().map(Number);
    expect(numbers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, n) => n));
  });

  it('gives connections again to the request that another process goes on with, and to no other', async () => {
    const path = scratchPath();
    const first = await claimInProcess([path, 'U0HELGA', '5', 'request-1']);

    const [resumed, other] = await Promise.all([
      claimInProcess([path, 'U0HELGA', '5', 'request-1']),
      claimInProcess([path, 'U0HELGA', '5', 'request-2']),
    ]);

    expect(resumed).toEqual(first);
    expect(other).toEqual([]);
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

function claimInProcess(args: readonly string[]): Promise<string[]> {
  return Array.fromAsync(linesOf(startProcess('claim-process.ts', args)));
}
