import { testReplayCache } from '../contract/replay-cache-contract.ts';
import { MemoryReplayCache } from './memory-replay-cache.ts';

testReplayCache('MemoryReplayCache', async () => new MemoryReplayCache());
