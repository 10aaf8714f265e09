import {
  dynamoAttemptReports,
  dynamoConnectionAttempts,
} from '../../../src/store/dynamo/connection-attempts.ts';
import { testConnectionAttempts } from '../../contract/connection-attempts-contract.ts';
import { openScratchTable } from '../scratch-table.ts';

testConnectionAttempts('DynamoArrivals', async () => {
  const table = await openScratchTable();
  const attempts = dynamoConnectionAttempts(table);
  const { report } = dynamoAttemptReports(table);
  return Object.assign(attempts, { report });
});
