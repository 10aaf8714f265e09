import { describe, expect, it } from 'vitest';
import { dynamoReplayCache } from '../../../src/store/dynamo/replay-cache.ts';
import { minutesLater, testReplayCache } from '../../contract/replay-cache-contract.ts';
import { openScratchTable, openTable, startFaultProxy } from '../scratch-table.ts';

testReplayCache('dynamoReplayCache', async () => dynamoReplayCache(await openScratchTable()));

describe('dynamoReplayCache', () => {
  it('reports a request as the first even if the answer is lost', async () => {
    const proxy = await startFaultProxy();
    const replays = dynamoReplayCache(await openTable());
    proxy.fail('PutItem', 'answer lost');

    expect(await replays.isFirst('one', minutesLater(0))).toBe(true);
    expect(await replays.isFirst('one', minutesLater(0))).toBe(false);
  });

  it('lets the table delete a request after ten minutes', async () => {
    const table = await openScratchTable();
    await dynamoReplayCache(table).isFirst('one', minutesLater(0));

    const item = await table.get({ pk: 'request one', sk: 'request' });

    expect(item?.expires).toBe(minutesLater(10).getTime() / 1_000);
  });
});
