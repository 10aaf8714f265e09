import { testMessageMemory } from '../contract/message-memory-contract.ts';
import { MemoryMessageMemory } from './memory-message-memory.ts';

testMessageMemory('MemoryMessageMemory', async () => new MemoryMessageMemory());
