import { testJobQueue } from '../contract/job-queue-contract.ts';
import { MemoryJobQueue } from './memory-job-queue.ts';

testJobQueue('MemoryAgenda', async (clock) => new MemoryJobQueue(clock));
