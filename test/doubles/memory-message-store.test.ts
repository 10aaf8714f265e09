import { testMessageStore } from '../contract/message-store-contract.ts';
import { MemoryMessageStore } from './memory-message-store.ts';

testMessageStore('MemoryMessageStore', async () => new MemoryMessageStore());
