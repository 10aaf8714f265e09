import { testMessageMemory } from '../contract/message-memory-contract.ts';
import { MemoryMessageStore } from './memory-message-store.ts';

testMessageMemory('MemoryMessageMemory', async () => new MemoryMessageStore());
