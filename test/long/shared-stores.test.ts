import { onTestFinished } from 'vitest';
import type { StoreSettings } from '../../src/config/load-config.ts';
import { testSharedStore } from '../contract/shared-store-contract.ts';
import { openPlace } from '../store/open-place.ts';
import { scratchPath } from '../store/scratch-database.ts';
import { scratchDynamo } from '../store/scratch-table.ts';

testSharedStore('SQLite', true, () => opened({ kind: 'sqlite', path: scratchPath() }));

testSharedStore('DynamoDB', false, async () =>
  opened({ kind: 'dynamodb', table: (await scratchDynamo()).table }),
);

async function opened(place: StoreSettings) {
  const store = await openPlace(place);
  onTestFinished(() => store.close());
  return { place, store };
}
