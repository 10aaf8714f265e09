import { testClaims } from '../contract/claims-contract.ts';
import { MemoryConnectionLocks } from './memory-connection-locks.ts';

testClaims('MemoryClaims', async () => new MemoryConnectionLocks());
