import { DynamoArrivals, dynamoArrivalReports } from '../../../src/store/dynamo/arrivals.ts';
import { testArrivals } from '../../contract/arrivals-contract.ts';
import { openScratchTable } from '../scratch-table.ts';

testArrivals('DynamoArrivals', async () => {
  const table = await openScratchTable();
  const arrivals = new DynamoArrivals(table);
  const { report } = dynamoArrivalReports(table);
  return Object.assign(arrivals, { report });
});
