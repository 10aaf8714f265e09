import { testConnectionLocks } from '../contract/connection-locks-contract.ts';
import { MemoryConnectionLocks } from './memory-connection-locks.ts';

testConnectionLocks('MemoryConnectionLocks', async () => new MemoryConnectionLocks());
