import { testConnectionAttempts } from '../contract/connection-attempts-contract.ts';
import { MemoryConnectionAttempts } from './memory-connection-attempts.ts';

testConnectionAttempts('MemoryArrivals', async () => new MemoryConnectionAttempts());
