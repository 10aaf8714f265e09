import type { KnownBlock } from '@slack/types';
import { directoryUserOf, waysToWrite } from '../../core/directory-name.ts';
import type { Endpoint } from '../../core/endpoint.ts';
import type { SeenSession } from '../../core/sighting.ts';
import { context } from './blocks.ts';
import { listed } from './quantities.ts';
import { shown, shownBold } from './shown-text.ts';

const mostNames = 3;
/** Of one user: more domains than anybody reads. */
const mostWays = 12;

/** Says which ways to write a user name are meant on endpoints whose users a directory knows. */
export function directoryBlocks(directories: readonly Endpoint[], names: readonly string[]): KnownBlock[] {
  if (directories.length === 0 || names.length === 0) return [];

  const endpoints = listed(directories.map(({ name }) => shownBold(name)));
  const byUser = Map.groupBy(names, directoryUserOf);
  const ways = [...byUser.values()].map((those) => listed(waysToWrite(those).map(code), mostWays));
  return [
    context(`On ${endpoints}, a directory knows the users. Covered there: ${listed(ways, mostNames)}.`),
  ];
}

/** Says so of the connections of a kick. */
export function directorySessionBlocks(sessions: readonly SeenSession[]): KnownBlock[] {
  const theirs = sessions.filter(({ connection }) => connection.isDirectoryUser);
  const endpoints = new Map(theirs.map(({ endpoint }) => [endpoint.id, endpoint]));
  const usernames = theirs.flatMap(({ connection }) => connection.username ?? []);
  return directoryBlocks([...endpoints.values()], usernames);
}

function code(name: string): string {
  return `\`${shown(name).replaceAll('`', '')}\``;
}
