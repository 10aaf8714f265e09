import { testArrivals } from '../contract/arrivals-contract.ts';
import { MemoryConnectionAttempts } from './memory-connection-attempts.ts';

testArrivals('MemoryArrivals', async () => new MemoryConnectionAttempts());
