import { recordRefusal } from '../../audit-log/record-entry.ts';
import { isLive } from '../../domain/connection.ts';
import type { ListedConnection, PossibleMatches } from '../../domain/connection-list.ts';
import type { OneAim } from '../../domain/target.ts';
import { isOfUser } from '../../domain/users.ts';
import { type Asker, loadActingSituation } from '../../policy/authorize.ts';
import type { ActingSituation, Situation } from '../../policy/decide.ts';
import type { AppContext, Blocking } from '../../ports/app-context.ts';
import { type EndpointList, listConnections, listConnectionsIn } from '../connections/list-connections.ts';
import { longerNames, possibleMatches } from '../connections/possible-matches.ts';
import { directoriesAmong } from '../connections/resolve-target.ts';
import { type BlockOutlook, type BlockScope, decideBlock, mayEndToo, type NoBlock } from './block.ts';
import { activeBlocks } from './list-blocks.ts';
import { blockGaps } from './write-block.ts';

interface BlockRequest {
  readonly asker: Asker;
  readonly aim: OneAim;
}

export type BlockProposal = (BlockScope & BlockOutlook) | NoBlock;

/**
 * Finds whom a block would affect and which connections it would terminate, before the actor confirms it. A refusal is
 * recorded.
 */
export async function proposeBlock(app: AppContext, request: BlockRequest): Promise<BlockProposal> {
  const { blocking } = app;
  if (blocking === undefined) return { kind: 'no_list' };

  const situation = await loadActingSituation(app, request.asker);
  const scope = await decideBlock(app, situation, request.aim);
  if (scope.kind === 'refused')
    await recordRefusal(app, request.asker, situation, request.aim.whom, scope.refusal);
  return scope.kind === 'found'
    ? { ...scope, ...(await outlook(app, blocking, situation, scope, request)) }
    : scope;
}

async function outlook(
  app: AppContext,
  blocking: Blocking,
  situation: ActingSituation,
  { names, endpoints }: BlockScope,
  { asker, aim: { whom } }: BlockRequest,
): Promise<BlockOutlook> {
  const [directories, gaps, others, { sessions, missing, lists }] = await Promise.all([
    directoriesAmong(app, endpoints),
    blockGaps(app, endpoints),
    activeBlocks(app, blocking, names, asker.channel, app.newCorrelation()),
    listConnections(app, situation, endpoints, { kind: 'names', names }),
  ]);
  const live = sessions.filter(({ connection }) => isLive(connection));
  const isOwn = ({ connection }: ListedConnection) =>
    whom.kind !== 'person' || isOfUser(connection, names, app.rules.people);
  return {
    directories,
    gaps,
    others,
    sessions: live.filter(isOwn),
    otherUsers: live.filter((session) => !isOwn(session)),
    missing,
    possible: await possibleToBlock(app, situation, names, { lists, endpoints }, live.length === 0),
    longerNames: longerNames(app, situation, lists, whom, () => true),
    endsSessions: mayEndToo(app, situation, endpoints),
  };
}

/**
 * A block applies to the whole name, so a name that no connection has may be a typo: then similar names are offered.
 */
async function possibleToBlock(
  app: AppContext,
  situation: Situation,
  names: readonly string[],
  where: { readonly lists: readonly EndpointList[]; readonly endpoints: BlockScope['endpoints'] },
  isUnseen: boolean,
): Promise<PossibleMatches> {
  const possible = await possibleMatches(app, situation, names, where);
  if (!isUnseen || possible.connections.length > 0) return possible;

  const connections = names.flatMap((text) =>
    listConnectionsIn(app, situation, where.lists, { kind: 'text', text }),
  );
  return { ...possible, connections };
}
