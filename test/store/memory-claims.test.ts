import { MemoryClaims } from '../../src/store/memory-claims.ts';
import { testClaims } from '../contract/claims-contract.ts';

testClaims('MemoryClaims', async () => new MemoryClaims());
