import { DynamoClaims } from '../../src/store/dynamo-claims.ts';
import { testClaims } from '../contract/claims-contract.ts';
import { openScratchTable } from './scratch-table.ts';

testClaims('DynamoClaims', async () => new DynamoClaims(await openScratchTable()));
