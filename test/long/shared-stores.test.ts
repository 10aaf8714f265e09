import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, onTestFinished } from 'vitest';
import type { StoreSettings } from '../../src/config/load-config.ts';
import { sharingProcesses, testSharedStore } from '../contract/shared-store-contract.ts';
import { openPlace } from '../store/open-place.ts';
import { bundleProcesses } from '../store/processes.ts';
import { scratchPath } from '../store/scratch-database.ts';
import { scratchDynamo } from '../store/scratch-table.ts';

const bundles = await mkdtemp(join(tmpdir(), 'store-processes-'));
await bundleProcesses(sharingProcesses, bundles);
afterAll(() => rm(bundles, { recursive: true }));

testSharedStore('SQLite', true, () => opened({ kind: 'sqlite', path: scratchPath() }), bundles);

testSharedStore(
  'DynamoDB',
  false,
  async () => opened({ kind: 'dynamodb', table: (await scratchDynamo()).table }),
  bundles,
);

async function opened(place: StoreSettings) {
  const store = await openPlace(place);
  onTestFinished(() => store.close());
  return { place, store };
}
