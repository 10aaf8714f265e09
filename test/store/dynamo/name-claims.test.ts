import { describe, expect, it } from 'vitest';
import { dynamoNameClaims } from '../../../src/store/dynamo/name-claims.ts';
import { aNameClaim } from '../../contract/a-name-claim.ts';
import { testNameClaims } from '../../contract/name-claims-contract.ts';
import { openScratchTable, openTable, startFaultProxy } from '../scratch-table.ts';

testNameClaims('dynamoNameClaims', async () => dynamoNameClaims(await openScratchTable()));

describe('dynamoNameClaims', () => {
  it('has stored the claim if the answer is lost', async () => {
    const proxy = await startFaultProxy();
    const claims = dynamoNameClaims(await openTable());
    proxy.fail('PutItem', 'answer lost');

    await claims.put(aNameClaim());

    expect(await claims.all()).toEqual([aNameClaim()]);
  });

  it('has removed the claim if the answer is lost', async () => {
    const proxy = await startFaultProxy();
    const claims = dynamoNameClaims(await openTable());
    await claims.put(aNameClaim());
    proxy.fail('DeleteItem', 'answer lost');

    await claims.remove(aNameClaim());

    expect(await claims.all()).toEqual([]);
  });
});
