import { dynamoConnectionHistory } from '../../../src/store/dynamo/connection-history.ts';
import {
  historyNow,
  testConnectionHistory,
  testLargeHistory,
} from '../../contract/connection-history-contract.ts';
import { openScratchTable } from '../scratch-table.ts';

const clock = { now: () => historyNow };
const openEmpty = async () => dynamoConnectionHistory(await openScratchTable(), clock, 30);

testConnectionHistory('dynamoConnectionHistory', openEmpty, false);
// 3,000 are in test/nightly.
testLargeHistory('dynamoConnectionHistory', openEmpty, 600);
