import { describe, expect, it } from 'vitest';
import { dynamoConnectionLocks } from '../../../src/store/dynamo/connection-locks.ts';
import { claimAt } from '../../contract/a-claim.ts';
import { testClaims } from '../../contract/claims-contract.ts';
import { openScratchTable, openTable, startFaultProxy } from '../scratch-table.ts';

testClaims('DynamoClaims', async () => dynamoConnectionLocks(await openScratchTable()));

describe('DynamoClaims', () => {
  it('holds the claim that it took when the answer is lost', async () => {
    const proxy = await startFaultProxy();
    const claims = dynamoConnectionLocks(await openTable());
    proxy.fail('PutItem', 'answer lost');

    expect(await claims.acquire(claimAt(0))).toBeUndefined();
    expect(await claims.acquire(claimAt(5, { by: 'U0RITA' }))).toEqual(claimAt(0));
  });

  it('has given the claim back when the answer is lost', async () => {
    const proxy = await startFaultProxy();
    const claims = dynamoConnectionLocks(await openTable());
    await claims.acquire(claimAt(0));
    proxy.fail('DeleteItem', 'answer lost');

    await claims.release(claimAt(0));

    expect(await claims.acquire(claimAt(1, { by: 'U0RITA' }))).toBeUndefined();
  });

  it('lets the table forget a claim an hour after it lapsed, also one that was kept for longer', async () => {
    const table = await openScratchTable();
    const claims = dynamoConnectionLocks(table);
    const hourAfter = (at: Date) => at.getTime() / 1_000 + 3_600;
    const expires = async () => {
      const pk = `claim ${claimAt(0).endpoint} ${claimAt(0).connection}`;
      return (await table.get({ pk, sk: 'claim' }))?.expires;
    };

    await claims.acquire(claimAt(0, { correlation: 'the-same' }));
    expect(await expires()).toBe(hourAfter(claimAt(0).until));

    await claims.acquire(claimAt(30, { correlation: 'the-same' }));
    expect(await expires()).toBe(hourAfter(claimAt(30).until));
  });
});
