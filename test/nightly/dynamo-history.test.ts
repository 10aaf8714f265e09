import { dynamoConnectionHistory } from '../../src/store/dynamo/connection-history.ts';
import { historyNow, testLargeHistory } from '../contract/connection-history-contract.ts';
import { openScratchTable } from '../store/scratch-table.ts';

const clock = { now: () => historyNow };

testLargeHistory(
  'dynamoConnectionHistory',
  async () => dynamoConnectionHistory(await openScratchTable(), clock, 30),
  3_000,
);
