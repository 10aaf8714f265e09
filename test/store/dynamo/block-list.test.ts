import { describe, expect, it } from 'vitest';
import { dynamoBlockList } from '../../../src/store/dynamo/block-list.ts';
import { aBlock } from '../../contract/a-block.ts';
import { testBlockList } from '../../contract/block-list-contract.ts';
import { earlierItem } from '../earlier-block.ts';
import { openScratchTable } from '../scratch-table.ts';

testBlockList('dynamoBlockList', async () => dynamoBlockList(await openScratchTable()));

describe('dynamoBlockList', () => {
  it('is unreadable as a whole if one of its blocks is, so that no one is allowed by mistake', async () => {
    const table = await openScratchTable();
    const list = dynamoBlockList(table);
    await list.put(aBlock());
    await table.put({ pk: 'block', sk: 'something else', name: 'mallory@example.com' });

    await expect(list.all()).rejects.toMatchObject({ code: 'blocks_unavailable' });
    expect(await list.on(['mallory@example.com'])).toEqual([aBlock()]);
  });

  it('finds and removes a block that an earlier version stored under its own key', async () => {
    const table = await openScratchTable();
    const list = dynamoBlockList(table);
    const { correlation } = aBlock();
    await table.put({ ...earlierItem, correlation });

    const block = aBlock({ name: 'Bob\u00A0Baker', until: undefined });
    expect(await list.on(['Bob\u00A0Baker'])).toEqual([block]);
    expect(await list.all()).toEqual([block]);
    expect(await list.remove(block)).toBe(true);
    expect(await list.all()).toEqual([]);
  });

  it('lets a connect handler of an earlier version find a block by its own key', async () => {
    const table = await openScratchTable();
    await dynamoBlockList(table).put(aBlock({ name: 'Bob\u00A0Baker', until: undefined }));

    const { items } = await table.page('block', {
      limit: 10,
      order: 'first',
      startingWith: earlierItem.sk.slice(0, 33),
    });

    expect(items).toMatchObject([{ name: 'Bob\u00A0Baker' }]);
  });

  it('lets DynamoDB delete blocks that have expired, and none without an end', async () => {
    const table = await openScratchTable();
    const list = dynamoBlockList(table);
    await list.put(aBlock({ name: 'a' }));
    await list.put(aBlock({ name: 'b', until: undefined }));

    const { items } = await table.page('block', { limit: 10, order: 'first' });

    const expiryOf = (name: string) => items.find((item) => item.name === name)?.expires;
    expect(expiryOf('a')).toBe(Date.parse('2026-11-09T13:00:00Z') / 1_000);
    expect(expiryOf('b')).toBeUndefined();
  });
});
