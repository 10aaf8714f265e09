import { appliesOnAny, type PlacedBlock } from '../../domain/block.ts';
import type { BlockGap } from '../../domain/block-report.ts';
import { isLive } from '../../domain/connection.ts';
import type { ListedConnection, PossibleMatches, UnavailableEndpoint } from '../../domain/connection-list.ts';
import { type Endpoint, hasDirectory } from '../../domain/endpoint.ts';
import { type BlockSelection, isMany } from '../../domain/target.ts';
import { isOfUser } from '../../domain/users.ts';
import { type ActionAccessContext, authorize } from '../../policy/authorize.ts';
import type { Requester } from '../../policy/load-access.ts';
import type { AppContext } from '../../ports/app-context.ts';
import { endpointsWhere, listConnections, listConnectionsIn } from '../connections/list-connections.ts';
import { longerNames, possibleMatches } from '../connections/possible-matches.ts';
import { isOfAsked } from '../connections/resolve-several.ts';
import { authorizeBlock, type BlockScope, type NoBlock } from './authorize-block.ts';
import { activeBlocks } from './list-blocks.ts';
import { blockGaps } from './write-block.ts';

interface ProposalRequest {
  readonly requester: Requester;
  readonly selection: BlockSelection;
}

/** What the actor should know before they block. It is looked up for each proposal and is not part of the decision. */
export interface BlockOutlook {
  /** Endpoints whose users come from a directory: there the block covers every way to write a user name. */
  readonly directories: readonly Endpoint[];
  readonly gaps: readonly BlockGap[];
  readonly others: readonly PlacedBlock[];
  /** Live connections with one of the names; for a person, only their own. */
  readonly connections: readonly ListedConnection[];
  /**
   * Connections of other users with a certificate of the person. The block applies to them; they are not terminated.
   */
  readonly otherUsers: readonly ListedConnection[];
  readonly unavailable: readonly UnavailableEndpoint[];
  /** Connections that may also be the target's. */
  readonly possible: PossibleMatches;
  /** Connections with a similar name, if no connection has one of the names: these may be misspelled. */
  readonly similar?: readonly ListedConnection[];
  /** Names of live connections that start with the target's name and a space, in case one of them was intended. */
  readonly longerNames: readonly string[];
  /** Whether the connections will be terminated as well: the right to block does not include it. */
  readonly terminatesConnections: boolean;
}

export type BlockProposal = (BlockScope & BlockOutlook) | NoBlock;

/**
 * Finds whom a block would affect and which connections it would terminate, before the actor confirms it. A refusal is
 * recorded.
 */
export async function proposeBlock(app: AppContext, request: ProposalRequest): Promise<BlockProposal> {
  const { blocking } = app;
  if (blocking === undefined) return { kind: 'no_list' };

  const { requester, selection } = request;
  const authorized = await authorizeBlock(app, requester, selection);
  if (authorized.kind !== 'found') return authorized;

  const { access, ...scope } = authorized;
  const { names, endpoints } = scope;
  const { targetRef } = selection;
  const [directories, gaps, others, { connections, unavailable, lists }] = await Promise.all([
    endpointsWhere(app, endpoints, hasDirectory),
    blockGaps(app, endpoints),
    activeBlocks(app, blocking, names, requester.channel, app.newCorrelation()),
    listConnections(app, access, endpoints, { kind: 'names', names }),
  ]);
  const live = connections.filter(({ connection }) => isLive(connection));
  const { people } = app.rules;
  const isOwn = ({ connection }: ListedConnection) =>
    scope.asked?.some((one) => isOfAsked(connection, one, people)) ??
    (targetRef.kind !== 'person' || isOfUser(connection, names, people, targetRef.person));

  const possible = await possibleMatches(app, access, names, { lists, endpoints });
  // A block applies to the whole name, so a name that no connection has may be a typo: then similar names are offered.
  const isUnseen = targetRef.kind !== 'several' && live.length === 0 && possible.connections.length === 0;
  const similar = names.flatMap((text) =>
    isUnseen ? listConnectionsIn(app, access, lists, { kind: 'text', text }) : [],
  );
  return {
    ...scope,
    directories,
    gaps,
    others: others.filter((block) => appliesOnAny(block, endpoints)),
    connections: live.filter(isOwn),
    otherUsers: live.filter((each) => !isOwn(each)),
    unavailable,
    possible,
    similar,
    longerNames: longerNames(app, access, lists, targetRef, () => true),
    terminatesConnections: mayTerminateAny(app, access, endpoints, isMany(targetRef) ? 'kick-many' : 'kick'),
  };
}

/** Whether the actor may also terminate connections on at least one endpoint that the block covers. */
function mayTerminateAny(
  { rules }: AppContext,
  access: ActionAccessContext,
  endpoints: readonly Endpoint[],
  grant: 'kick' | 'kick-many',
): boolean {
  return endpoints.some((endpoint) => authorize(rules, access, grant, endpoint).allowed);
}
