import { onTestFinished } from 'vitest';
import { openStore, type StorePlace } from '../../src/store/open-store.ts';
import { testSharedStore } from '../contract/shared-store-contract.ts';
import { realClock } from './real-clock.ts';
import { scratchPath } from './scratch-database.ts';
import { scratchDynamo } from './scratch-table.ts';
import { unhurried } from './unhurried.ts';

testSharedStore('SQLite', true, () => opened({ kind: 'sqlite', path: scratchPath() }));

testSharedStore('DynamoDB', false, async () =>
  opened({ kind: 'dynamodb', table: (await scratchDynamo()).table }),
);

async function opened(place: StorePlace) {
  const store = await openStore(place, realClock, unhurried);
  onTestFinished(() => store.close());
  return { place, store };
}
