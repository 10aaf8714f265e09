import { storeIn } from '../../src/app/dynamo-store.ts';
import { openStore } from '../../src/app/open-store.ts';
import type { Store } from '../../src/app/store.ts';
import type { StoreSettings } from '../../src/config/load-config.ts';
import { newDynamoClient } from '../../src/store/dynamo/client.ts';
import { tableOf } from '../../src/store/dynamo/table.ts';
import { realClock } from './real-clock.ts';
import { unhurried } from './unhurried.ts';

/** Opens a store whose calls wait as long as a slow machine needs. */
export async function openPlace(place: StoreSettings): Promise<Store> {
  return place.kind === 'sqlite'
    ? openStore(place, realClock)
    : storeIn(tableOf(newDynamoClient(unhurried.patienceMs), place.table, unhurried), realClock);
}
