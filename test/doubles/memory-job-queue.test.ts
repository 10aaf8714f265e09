import { testJobQueue } from '../contract/job-queue-contract.ts';
import { MemoryJobQueue } from './memory-job-queue.ts';

testJobQueue('MemoryJobQueue', async (clock) => new MemoryJobQueue(clock));
