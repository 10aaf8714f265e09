import { createHash } from 'node:crypto';
import type { Block } from './block.ts';
import { canonicalJson } from './canonical-json.ts';

/** The blocks that somebody was shown before they confirmed an unblock. */
export interface ShownBlocks {
  /** Of each, its digest; undefined where an earlier version showed them: then those that were put up by `at`. */
  readonly digests: readonly string[] | undefined;
  /** When they were shown. */
  readonly at: Date;
}

/** Stands for a block, its name, place and time, where there is no room for them: 8 base64url digits. */
export function digestOfBlock({ name, endpoint, until, correlation }: Block): string {
  const identity = canonicalJson([name, endpoint ?? '', until?.toISOString() ?? '', correlation]);
  return createHash('sha256').update(identity).digest('base64url').slice(0, 8);
}

/** Says whether a block is one of those that were shown, and has not changed since. */
export function wasShown(block: Block, { digests, at }: ShownBlocks): boolean {
  return digests === undefined ? block.at <= at : digests.includes(digestOfBlock(block));
}
