/** The hash of an empty text. */
export const firstHash = 0x811c9dc5 | 0;

/**
 * Adds four bytes, or one that is left over, to a hash: multiplies as FNV-1a does, then folds the result onto itself.
 */
export function hashWith(hash: number, word: number): number {
  const product = Math.imul(hash ^ word, 0x01000193);
  return product ^ (product >>> 15);
}

/** Returns a hash for comparing names quickly. Equal hashes require a comparison of the names themselves. */
export function hashOf(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let hash = firstHash;
  let at = 0;
  for (; at + 4 <= bytes.length; at += 4) hash = hashWith(hash, view.getInt32(at, true));
  for (; at < bytes.length; at++) hash = hashWith(hash, bytes[at] ?? 0);
  return hash >>> 0;
}
