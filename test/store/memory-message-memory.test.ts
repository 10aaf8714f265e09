import { MemoryMessageMemory } from '../../src/store/memory-message-memory.ts';
import { testMessageMemory } from '../contract/message-memory-contract.ts';

testMessageMemory('MemoryMessageMemory', async () => new MemoryMessageMemory());
