import type { StoreSettings } from '../config/config.ts';
import { openStore, type Store } from './open-store.ts';
import { systemClock } from './system-clock.ts';

/** Opens the audit log for commands that only read it. @throws {Failure} `store_unavailable` */
export function openAuditLog(store: StoreSettings): Promise<Pick<Store, 'log' | 'close'>> {
  return openStore(store, systemClock);
}
