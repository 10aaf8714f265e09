import { dynamoMessageStore } from '../../../src/store/dynamo/message-store.ts';
import { testMessageMemory } from '../../contract/message-memory-contract.ts';
import { realClock } from '../real-clock.ts';
import { openScratchTable } from '../scratch-table.ts';

testMessageMemory('DynamoMessageMemory', async () => dynamoMessageStore(await openScratchTable(), realClock));
