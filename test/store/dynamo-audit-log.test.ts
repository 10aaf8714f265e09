import { DynamoAuditLog } from '../../src/store/dynamo-audit-log.ts';
import type { DynamoTable } from '../../src/store/dynamo-table.ts';
import { testAuditLog } from '../contract/audit-log-contract.ts';
import { realClock } from './real-clock.ts';
import { openScratchTable } from './scratch-table.ts';

testAuditLog('DynamoAuditLog', async () => logIn(await openScratchTable()));

function logIn(table: DynamoTable): DynamoAuditLog {
  return new DynamoAuditLog(table, { clock: realClock, random: Math.random });
}
