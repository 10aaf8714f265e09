import { recordRefusal } from '../../audit-log/record-entry.ts';
import { isLive } from '../../domain/connection.ts';
import type { PossibleMatches, SeenSession } from '../../domain/connection-list.ts';
import type { OneAim } from '../../domain/target.ts';
import { isOfUser } from '../../domain/users.ts';
import { type Asker, actingSituationOf } from '../../policy/authorize.ts';
import type { ActingSituation, Situation } from '../../policy/decide.ts';
import type { Blocking, World } from '../../ports/world.ts';
import { directoriesAmong } from '../connections/directories-among.ts';
import { possibleMatches } from '../connections/find-possible-matches.ts';
import { type EndpointList, sight, sightIn } from '../connections/list-connections.ts';
import { longerNames } from '../connections/longer-names.ts';
import { standingBlocks } from './active-blocks.ts';
import type { BlockOutlook, BlockScope, NoBlock } from './block-finding.ts';
import { blockGaps } from './block-gaps.ts';
import { decideBlock, mayEndToo } from './decide-block.ts';

interface BlockRequest {
  readonly asker: Asker;
  readonly aim: OneAim;
}

export type BlockProposal = (BlockScope & BlockOutlook) | NoBlock;

/** Shows whom a block would keep out and whose sessions it would end, before anyone confirms it; a refusal is recorded. */
export async function proposeBlock(world: World, request: BlockRequest): Promise<BlockProposal> {
  const { blocking } = world;
  if (blocking === undefined) return { kind: 'no_list' };

  const situation = await actingSituationOf(world, request.asker);
  const scope = await decideBlock(world, situation, request.aim);
  if (scope.kind === 'refused')
    await recordRefusal(world, request.asker, situation, request.aim.whom, scope.refusal);
  return scope.kind === 'found'
    ? { ...scope, ...(await outlook(world, blocking, situation, scope, request)) }
    : scope;
}

async function outlook(
  world: World,
  blocking: Blocking,
  situation: ActingSituation,
  { names, endpoints }: BlockScope,
  { asker, aim: { whom } }: BlockRequest,
): Promise<BlockOutlook> {
  const [directories, gaps, others, { sessions, missing, lists }] = await Promise.all([
    directoriesAmong(world, endpoints),
    blockGaps(world, endpoints),
    standingBlocks(world, blocking, names, asker.channel, world.newCorrelation()),
    sight(world, situation, endpoints, { kind: 'names', names }),
  ]);
  const live = sessions.filter(({ connection }) => isLive(connection));
  const isOwn = ({ connection }: SeenSession) =>
    whom.kind !== 'person' || isOfUser(connection, names, world.rules.people);
  return {
    directories,
    gaps,
    others,
    sessions: live.filter(isOwn),
    otherUsers: live.filter((session) => !isOwn(session)),
    missing,
    possible: await possibleToBlock(world, situation, names, { lists, endpoints }, live.length === 0),
    longerNames: longerNames(world, situation, lists, whom, () => true),
    endsSessions: mayEndToo(world, situation, endpoints),
  };
}

/** A block goes by the whole name, so a name that no connection bears may be a slip of the keyboard. */
async function possibleToBlock(
  world: World,
  situation: Situation,
  names: readonly string[],
  where: { readonly lists: readonly EndpointList[]; readonly endpoints: BlockScope['endpoints'] },
  isUnseen: boolean,
): Promise<PossibleMatches> {
  const possible = await possibleMatches(world, situation, names, where);
  if (!isUnseen || possible.connections.length > 0) return possible;

  const connections = names.flatMap((text) => sightIn(world, situation, where.lists, { kind: 'text', text }));
  return { ...possible, connections };
}
