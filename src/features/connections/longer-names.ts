import type { ListedConnection } from '../../domain/connection-list.ts';
import type { ExactWhom } from '../../domain/target.ts';
import { distinctNames, foldName, namesOn } from '../../domain/vpn-name.ts';
import type { Situation } from '../../policy/decide.ts';
import type { AppContext } from '../../ports/app-context.ts';
import { type EndpointList, listConnectionsIn } from './list-connections.ts';

/**
 * Finds names that start with the requested one and a space: `Bob Baker` for `Bob`.
 *
 * @param mayLearnOf Whether the actor may know of a connection in this channel.
 */
export function longerNames(
  app: Pick<AppContext, 'rules'>,
  situation: Situation,
  lists: readonly EndpointList[],
  whom: ExactWhom,
  mayLearnOf: (session: ListedConnection) => boolean,
): readonly string[] {
  if (whom.kind !== 'name') return [];

  const start = `${foldName(whom.name)} `;
  const sessions = listConnectionsIn(app, situation, lists, { kind: 'text', text: whom.name });
  const names = sessions.filter(mayLearnOf).flatMap(({ connection }) => namesOn(connection));
  return distinctNames(names.filter((name) => foldName(name).startsWith(start)));
}
