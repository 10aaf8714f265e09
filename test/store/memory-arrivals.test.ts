import { MemoryArrivals } from '../../src/store/memory-arrivals.ts';
import { testArrivals } from '../contract/arrivals-contract.ts';

testArrivals('MemoryArrivals', async () => new MemoryArrivals());
