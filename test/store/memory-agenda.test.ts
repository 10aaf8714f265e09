import { MemoryAgenda } from '../../src/store/memory-agenda.ts';
import { testAgenda } from '../contract/agenda-contract.ts';

testAgenda('MemoryAgenda', async (clock) => new MemoryAgenda(clock));
