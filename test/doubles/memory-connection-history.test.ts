import { testConnectionHistory, testLargeHistory } from '../contract/connection-history-contract.ts';
import { MemoryConnectionHistory } from './memory-connection-history.ts';

testConnectionHistory('MemoryConnectionHistory', async () => new MemoryConnectionHistory());
testLargeHistory('MemoryConnectionHistory', async () => new MemoryConnectionHistory(), 10_000);
