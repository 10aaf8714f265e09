import { createHash } from 'node:crypto';
import { foldName } from './vpn-name.ts';

/** Stands for a name, however it is spelled, where a key has no room for it: 32 hex digits. */
export function hashOfName(name: string): string {
  return hashOf(foldName(name));
}

/**
 * The hashes under which a name may be stored: its own, and the one of earlier versions, which compared names by case
 * and composed accents alone. For nearly every name the two are one.
 */
export function hashesOfName(name: string): readonly string[] {
  return [...new Set([hashOfName(name), hashOf(name.normalize('NFC').toLowerCase())])];
}

function hashOf(folded: string): string {
  return createHash('sha256').update(folded).digest('hex').slice(0, 32);
}
