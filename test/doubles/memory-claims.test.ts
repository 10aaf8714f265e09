import { testClaims } from '../contract/claims-contract.ts';
import { MemoryClaims } from './memory-claims.ts';

testClaims('MemoryClaims', async () => new MemoryClaims());
