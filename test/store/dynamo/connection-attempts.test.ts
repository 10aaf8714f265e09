import {
  DynamoConnectionAttempts,
  dynamoArrivalReports,
} from '../../../src/store/dynamo/connection-attempts.ts';
import { testArrivals } from '../../contract/arrivals-contract.ts';
import { openScratchTable } from '../scratch-table.ts';

testArrivals('DynamoArrivals', async () => {
  const table = await openScratchTable();
  const arrivals = new DynamoConnectionAttempts(table);
  const { report } = dynamoArrivalReports(table);
  return Object.assign(arrivals, { report });
});
