import { existsSync } from 'node:fs';
import type { StoreSettings } from '../../config/config.ts';
import type { Environment } from '../../config/environment.ts';
import { loadStoreSettings } from '../../config/load-config.ts';
import { Failure } from '../../domain/failure.ts';
import { openAuditLog } from '../open-audit-log.ts';

/** @throws {Failure} `store_unavailable` */
export async function openRecord(environment: Environment): ReturnType<typeof openAuditLog> {
  const store = loadStoreSettings(environment);
  requireRecord(store);
  return openAuditLog(store);
}

/** A path that is mistyped must not look like a record that is empty. @throws {Failure} `store_unavailable` */
export function requireRecord(store: StoreSettings): void {
  if (store.kind === 'sqlite' && !existsSync(store.path)) {
    throw new Failure('store_unavailable', `there is no record at ${store.path}`);
  }
}
