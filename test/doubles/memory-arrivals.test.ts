import { testArrivals } from '../contract/arrivals-contract.ts';
import { MemoryArrivals } from './memory-arrivals.ts';

testArrivals('MemoryArrivals', async () => new MemoryArrivals());
