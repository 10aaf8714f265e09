import { testNameClaims } from '../contract/name-claims-contract.ts';
import { MemoryNameClaims } from './memory-name-claims.ts';

testNameClaims('MemoryNameClaims', async () => new MemoryNameClaims());
