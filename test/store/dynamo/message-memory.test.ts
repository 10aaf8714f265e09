import { DynamoMessageMemory } from '../../../src/store/dynamo/message-memory.ts';
import { testMessageMemory } from '../../contract/message-memory-contract.ts';
import { realClock } from '../real-clock.ts';
import { openScratchTable } from '../scratch-table.ts';

testMessageMemory(
  'DynamoMessageMemory',
  async () => new DynamoMessageMemory(await openScratchTable(), realClock),
);
