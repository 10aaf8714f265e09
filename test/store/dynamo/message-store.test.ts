import { DynamoMessageStore } from '../../../src/store/dynamo/message-store.ts';
import { testMessageMemory } from '../../contract/message-memory-contract.ts';
import { realClock } from '../real-clock.ts';
import { openScratchTable } from '../scratch-table.ts';

testMessageMemory(
  'DynamoMessageMemory',
  async () => new DynamoMessageStore(await openScratchTable(), realClock),
);
