import { MemoryReplayCache } from '../../src/store/memory-replay-cache.ts';
import { testReplayCache } from '../contract/replay-cache-contract.ts';

testReplayCache('MemoryReplayCache', async () => new MemoryReplayCache());
