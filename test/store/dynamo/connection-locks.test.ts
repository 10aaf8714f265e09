import { describe, expect, it } from 'vitest';
import { dynamoConnectionLocks } from '../../../src/store/dynamo/connection-locks.ts';
import { aLockAt } from '../../contract/a-connection-lock.ts';
import { testConnectionLocks } from '../../contract/connection-locks-contract.ts';
import { openScratchTable, openTable, startFaultProxy } from '../scratch-table.ts';

testConnectionLocks('dynamoConnectionLocks', async () => dynamoConnectionLocks(await openScratchTable()));

describe('dynamoConnectionLocks', () => {
  it('has the lock that it acquired if the answer is lost', async () => {
    const proxy = await startFaultProxy();
    const locks = dynamoConnectionLocks(await openTable());
    proxy.fail('PutItem', 'answer lost');

    expect(await locks.acquire(aLockAt(0))).toBeUndefined();
    expect(await locks.acquire(aLockAt(5, { by: 'U0RITA' }))).toEqual(aLockAt(0));
  });

  it('has released the lock if the answer is lost', async () => {
    const proxy = await startFaultProxy();
    const locks = dynamoConnectionLocks(await openTable());
    await locks.acquire(aLockAt(0));
    proxy.fail('DeleteItem', 'answer lost');

    await locks.release(aLockAt(0));

    expect(await locks.acquire(aLockAt(1, { by: 'U0RITA' }))).toBeUndefined();
  });

  it('lets the table delete a lock an hour after it expired, even if it was extended', async () => {
    const table = await openScratchTable();
    const locks = dynamoConnectionLocks(table);
    const hourAfter = (at: Date) => at.getTime() / 1_000 + 3_600;
    const expires = async () => {
      const pk = `claim ${aLockAt(0).endpoint} ${aLockAt(0).connection}`;
      return (await table.get({ pk, sk: 'claim' }))?.expires;
    };

    await locks.acquire(aLockAt(0, { correlation: 'the-same' }));
    expect(await expires()).toBe(hourAfter(aLockAt(0).until));

    await locks.acquire(aLockAt(30, { correlation: 'the-same' }));
    expect(await expires()).toBe(hourAfter(aLockAt(30).until));
  });
});
