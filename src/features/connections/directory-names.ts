import type { KnownBlock } from '@slack/types';
import type { ListedConnection } from '../../domain/connection-list.ts';
import { directoryUserOf, waysToWrite } from '../../domain/directory-name.ts';
import type { Endpoint } from '../../domain/endpoint.ts';
import { context } from '../../slack/block-kit/blocks.ts';
import { shown, shownBold } from '../../slack/block-kit/escape-text.ts';
import { listed } from '../../slack/block-kit/quantities.ts';

const mostNames = 3;
/** Ways to write the name of one user: more domains than anyone reads. */
const mostWays = 12;

/** Lists the ways to write a user name that are covered on endpoints whose users come from a directory. */
export function directoryBlocks(directories: readonly Endpoint[], names: readonly string[]): KnownBlock[] {
  if (directories.length === 0 || names.length === 0) return [];

  const endpoints = listed(directories.map(({ name }) => shownBold(name)));
  const byUser = Map.groupBy(names, directoryUserOf);
  const ways = [...byUser.values()].map((those) => listed(waysToWrite(those).map(code), mostWays));
  return [
    context(`On ${endpoints}, a directory knows the users. Covered there: ${listed(ways, mostNames)}.`),
  ];
}

/** Lists the same for the connections of a kick. */
export function directorySessionBlocks(sessions: readonly ListedConnection[]): KnownBlock[] {
  const theirs = sessions.filter(({ connection }) => connection.isDirectoryUser);
  const endpoints = new Map(theirs.map(({ endpoint }) => [endpoint.id, endpoint]));
  const usernames = theirs.flatMap(({ connection }) => connection.username ?? []);
  return directoryBlocks([...endpoints.values()], usernames);
}

function code(name: string): string {
  return `\`${shown(name).replaceAll('`', '')}\``;
}
