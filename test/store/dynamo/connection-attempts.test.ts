import {
  dynamoAttemptReports,
  dynamoConnectionAttempts,
} from '../../../src/store/dynamo/connection-attempts.ts';
import { testArrivals } from '../../contract/arrivals-contract.ts';
import { openScratchTable } from '../scratch-table.ts';

testArrivals('DynamoArrivals', async () => {
  const table = await openScratchTable();
  const attempts = dynamoConnectionAttempts(table);
  const { report } = dynamoAttemptReports(table);
  return Object.assign(attempts, { report });
});
