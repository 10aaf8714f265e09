import { openStore, type Store, type StorePlace } from '../../src/store/open-store.ts';
import { realClock } from './real-clock.ts';
import { unhurried } from './unhurried.ts';

/** Opens the store that a process was told of as JSON. */
export function openPlace(json: string): Promise<Store> {
  const place: StorePlace = JSON.parse(json);
  return openStore(place, realClock, unhurried);
}
