import { existsSync } from 'node:fs';
import type { StoreSettings } from '../../config/config.ts';
import type { Environment } from '../../config/environment.ts';
import { loadStoreSettings } from '../../config/load-config.ts';
import { Failure } from '../../domain/failure.ts';
import { openAuditLog } from '../open-audit-log.ts';

/** Opens the audit log of the configured store. @throws {Failure} `store_unavailable` */
export async function openRecord(environment: Environment): ReturnType<typeof openAuditLog> {
  const store = loadStoreSettings(environment);
  requireRecord(store);
  return openAuditLog(store);
}

/** Makes sure that a mistyped path does not look like an empty audit log. @throws {Failure} `store_unavailable` */
export function requireRecord(store: StoreSettings): void {
  if (store.kind === 'sqlite' && !existsSync(store.path)) {
    throw new Failure('store_unavailable', `there is no record at ${store.path}`);
  }
}
