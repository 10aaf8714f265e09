import { DynamoAgenda } from '../../src/store/dynamo-agenda.ts';
import { testAgenda } from '../contract/agenda-contract.ts';
import { openScratchTable } from './scratch-table.ts';

testAgenda('DynamoAgenda', async () => new DynamoAgenda(await openScratchTable()));
