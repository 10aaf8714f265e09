import { dynamoMessageStore } from '../../../src/store/dynamo/message-store.ts';
import { testMessageStore } from '../../contract/message-store-contract.ts';
import { realClock } from '../real-clock.ts';
import { openScratchTable } from '../scratch-table.ts';

testMessageStore('dynamoMessageStore', async () => dynamoMessageStore(await openScratchTable(), realClock));
