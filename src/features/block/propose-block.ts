import { recordDenial } from '../../audit-log/record-entry.ts';
import { isLive } from '../../domain/connection.ts';
import type { ListedConnection, PossibleMatches } from '../../domain/connection-list.ts';
import type { SingleSelection } from '../../domain/target.ts';
import { isOfUser } from '../../domain/users.ts';
import type { AccessContext, ActionAccessContext } from '../../policy/authorize.ts';
import { loadActionAccess, type Requester } from '../../policy/load-access.ts';
import type { AppContext, Blocking } from '../../ports/app-context.ts';
import { type EndpointList, listConnections, listConnectionsIn } from '../connections/list-connections.ts';
import { longerNames, possibleMatches } from '../connections/possible-matches.ts';
import { directoriesAmong } from '../connections/resolve-target.ts';
import { authorizeBlock, type BlockOutlook, type BlockScope, mayEndToo, type NoBlock } from './block.ts';
import { activeBlocks } from './list-blocks.ts';
import { blockGaps } from './write-block.ts';

interface BlockRequest {
  readonly requester: Requester;
  readonly selection: SingleSelection;
}

export type BlockProposal = (BlockScope & BlockOutlook) | NoBlock;

/**
 * Finds whom a block would affect and which connections it would terminate, before the actor confirms it. A refusal is
 * recorded.
 */
export async function proposeBlock(app: AppContext, request: BlockRequest): Promise<BlockProposal> {
  const { blocking } = app;
  if (blocking === undefined) return { kind: 'no_list' };

  const access = await loadActionAccess(app, request.requester);
  const scope = await authorizeBlock(app, access, request.selection);
  if (scope.kind === 'refused')
    await recordDenial(app, request.requester, access, request.selection.targetRef, scope.denial);
  return scope.kind === 'found'
    ? { ...scope, ...(await outlook(app, blocking, access, scope, request)) }
    : scope;
}

async function outlook(
  app: AppContext,
  blocking: Blocking,
  access: ActionAccessContext,
  { names, endpoints }: BlockScope,
  { requester, selection: { targetRef } }: BlockRequest,
): Promise<BlockOutlook> {
  const [directories, gaps, others, { connections, unavailable: missing, lists }] = await Promise.all([
    directoriesAmong(app, endpoints),
    blockGaps(app, endpoints),
    activeBlocks(app, blocking, names, requester.channel, app.newCorrelation()),
    listConnections(app, access, endpoints, { kind: 'names', names }),
  ]);
  const live = connections.filter(({ connection }) => isLive(connection));
  const isOwn = ({ connection }: ListedConnection) =>
    targetRef.kind !== 'person' || isOfUser(connection, names, app.rules.people);
  return {
    directories,
    gaps,
    others,
    connections: live.filter(isOwn),
    otherUsers: live.filter((session) => !isOwn(session)),
    missing,
    possible: await possibleToBlock(app, access, names, { lists, endpoints }, live.length === 0),
    longerNames: longerNames(app, access, lists, targetRef, () => true),
    terminatesConnections: mayEndToo(app, access, endpoints),
  };
}

/**
 * A block applies to the whole name, so a name that no connection has may be a typo: then similar names are offered.
 */
async function possibleToBlock(
  app: AppContext,
  access: AccessContext,
  names: readonly string[],
  where: { readonly lists: readonly EndpointList[]; readonly endpoints: BlockScope['endpoints'] },
  isUnseen: boolean,
): Promise<PossibleMatches> {
  const possible = await possibleMatches(app, access, names, where);
  if (!isUnseen || possible.connections.length > 0) return possible;

  const connections = names.flatMap((text) =>
    listConnectionsIn(app, access, where.lists, { kind: 'text', text }),
  );
  return { ...possible, connections };
}
