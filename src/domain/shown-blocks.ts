import { createHash } from 'node:crypto';
import type { Block } from './block.ts';
import { canonicalJson } from './canonical-json.ts';

/** The blocks that someone saw before they confirmed an unblock. */
export interface ShownBlocks {
  /**
   * The digest of each block; undefined if an earlier version showed them: then every block that was created by `at`.
   */
  readonly digests: readonly string[] | undefined;
  /** When they were shown. */
  readonly at: Date;
}

/**
 * A short digest of a block's name, endpoint, end and request, where there is no room for them: 8 base64url digits.
 */
export function digestOfBlock({ name, endpoint, until, correlation }: Block): string {
  const identity = canonicalJson([name, endpoint ?? '', until?.toISOString() ?? '', correlation]);
  return createHash('sha256').update(identity).digest('base64url').slice(0, 8);
}

/** Returns whether a block was shown and has not changed since. */
export function wasShown(block: Block, { digests, at }: ShownBlocks): boolean {
  return digests === undefined ? block.at <= at : digests.includes(digestOfBlock(block));
}
