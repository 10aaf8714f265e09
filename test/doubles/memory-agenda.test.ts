import { testAgenda } from '../contract/agenda-contract.ts';
import { MemoryAgenda } from './memory-agenda.ts';

testAgenda('MemoryAgenda', async (clock) => new MemoryAgenda(clock));
