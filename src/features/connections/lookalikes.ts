import type { KnownBlock } from '@slack/types';
import type { ListedConnection } from '../../domain/connection-list.ts';
import { lookalikeOf } from '../../domain/lookalike.ts';
import { distinctNames, namesOn } from '../../domain/vpn-name.ts';
import { section } from '../../slack/block-kit/blocks.ts';
import { shownBold } from '../../slack/block-kit/escape-text.ts';
import { listed } from '../../slack/block-kit/quantities.ts';

const mostNames = 5;
const longestName = 60;

/** Warns about names that look like others, for a message or modal; returns no blocks for nearly all names. */
export function lookalikeBlocks(names: readonly string[]): KnownBlock[] {
  const notes = distinctNames(names).flatMap((name) => lookalikeNote(name, longestName) ?? []);
  if (notes.length === 0) return [];
  return [section(`:warning: ${listed(notes, mostNames)}. Make sure that you mean them.`)];
}

/** Warns about the names of connections, and about names that were typed. */
export function lookalikeSessionBlocks(
  sessions: readonly ListedConnection[],
  typed: readonly string[] = [],
): KnownBlock[] {
  return lookalikeBlocks([...typed, ...sessions.flatMap(({ connection }) => namesOn(connection))]);
}

/** Says briefly which name another looks like; undefined if it looks like none. */
export function lookalikeNote(name: string, most: number): string | undefined {
  const other = lookalikeOf(name);
  if (other === undefined) return undefined;
  return `${shownBold(name, most)} looks like ${shownBold(other, most)} but is written with other letters`;
}
