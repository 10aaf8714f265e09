import { describe, expect, it } from 'vitest';
import { DynamoBlockList } from '../../src/store/dynamo-block-list.ts';
import { aBlock } from '../contract/a-block.ts';
import { testBlockList } from '../contract/block-list-contract.ts';
import { openScratchTable } from './scratch-table.ts';

testBlockList('DynamoBlockList', async () => new DynamoBlockList(await openScratchTable()));

describe('DynamoBlockList', () => {
  it('is unreadable as a whole when one of its blocks is: letting somebody in by mistake would be worse', async () => {
    const table = await openScratchTable();
    const list = new DynamoBlockList(table);
    await list.put(aBlock());
    await table.put({ pk: 'block', sk: 'something else', name: 'mallory@example.com' });

    await expect(list.all()).rejects.toMatchObject({ code: 'blocks_unavailable' });
    expect(await list.on(['mallory@example.com'])).toEqual([aBlock()]);
  });

  it('lets DynamoDB take away what is over, and nothing that stands until it is lifted', async () => {
    const table = await openScratchTable();
    const list = new DynamoBlockList(table);
    await list.put(aBlock({ name: 'a' }));
    await list.put(aBlock({ name: 'b', until: undefined }));

    const { items } = await table.page('block', { limit: 10, order: 'first' });

    const expiryOf = (name: string) => items.find((item) => item.name === name)?.expires;
    expect(expiryOf('a')).toBe(Date.parse('2026-11-09T13:00:00Z') / 1_000);
    expect(expiryOf('b')).toBeUndefined();
  });
});
