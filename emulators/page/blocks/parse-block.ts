import type { KnownBlock } from '@slack/types';

/**
 * The emulator has checked the blocks by Slack's rules before the page gets them, so that it is enough to see
 * that there is a type. A block of a type that the page does not draw is named in place.
 */
export function parseBlock(raw: unknown): KnownBlock | undefined {
  const hasType = typeof raw === 'object' && raw !== null && 'type' in raw && typeof raw.type === 'string';
  return hasType ? (raw as KnownBlock) : undefined;
}

export function parseBlocks(raw: readonly unknown[]): readonly KnownBlock[] {
  return raw.map(parseBlock).filter((block) => block !== undefined);
}
