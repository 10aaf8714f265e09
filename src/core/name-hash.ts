import { createHash } from 'node:crypto';
import { foldName } from './vpn-name.ts';

/** Stands for a name, whatever its case, where a key has no room for it: 32 hex digits. */
export function hashOfName(name: string): string {
  return createHash('sha256').update(foldName(name)).digest('hex').slice(0, 32);
}
