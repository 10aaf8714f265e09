import { type PackedPage, rowStart } from './packed-page.ts';
import { firstHash, hashWith } from './text-hash.ts';

const backslash = 0x5c;
const at = 0x40;

/**
 * Marks the rows whose user name has one of the wanted user parts, as far as a hash can tell. The user part begins
 * after the last backslash and ends before the `@` that follows. Names of another form have no user part but the whole
 * name, which has a hash of its own.
 *
 * @param wanted A 1 for each ending of a wanted part's hash.
 */
export function markDirectoryUsers(page: PackedPage, wanted: Uint8Array, mark: (row: number) => void): void {
  const { folded, count } = page;
  for (let row = 0; row < count; row++) {
    let start = rowStart(page, row);
    while (folded[start] !== 0) start++;
    start++;
    let end = start;
    let domain = -1;
    for (let sign = folded[end] ?? 0; sign !== 0; sign = folded[++end] ?? 0) {
      if (sign === at && domain < 0) domain = end;
      else if (sign === backslash) {
        start = end + 1;
        domain = -1;
      }
    }
    if (domain > start) end = domain;
    if (end > start && wanted[hashBetween(folded, start, end) % wanted.length] === 1) mark(row);
  }
}

/** Returns the hash of a range of bytes, as `hashOf` does. It is separate because it runs for every row. */
function hashBetween(bytes: Uint8Array, start: number, end: number): number {
  let hash = firstHash;
  let from = start;
  for (; from + 4 <= end; from += 4) hash = hashWith(hash, wordAt(bytes, from));
  for (; from < end; from++) hash = hashWith(hash, bytes[from] ?? 0);
  return hash >>> 0;
}

function wordAt(bytes: Uint8Array, from: number): number {
  const low = (bytes[from] ?? 0) | ((bytes[from + 1] ?? 0) << 8);
  const high = (bytes[from + 2] ?? 0) | ((bytes[from + 3] ?? 0) << 8);
  return low | (high << 16);
}
