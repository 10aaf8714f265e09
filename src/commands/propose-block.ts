import type { BlockOutlook, BlockScope, NoBlock } from '../core/block-finding.ts';
import { isLive } from '../core/connection.ts';
import type { ActingSituation } from '../core/decide.ts';
import type { SeenSession } from '../core/sighting.ts';
import { isOfUser } from '../core/users.ts';
import { namesOn } from '../core/vpn-name.ts';
import type { Blocking, World } from '../ports/world.ts';
import { type Asker, actingSituationOf } from './steps/asker.ts';
import { blockGaps } from './steps/block/block-gaps.ts';
import { decideBlock, mayEndToo } from './steps/block/decide-block.ts';
import { standingBlocks } from './steps/block/standing-blocks.ts';
import type { OneAim } from './steps/end/find-sessions-to-end.ts';
import { type EndpointList, sight, sightIn } from './steps/look/sight.ts';
import { recordRefusal } from './steps/record.ts';

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
  const [gaps, others, { sessions, missing, lists }] = await Promise.all([
    blockGaps(world, endpoints),
    standingBlocks(world, blocking, names, asker.channel, world.newCorrelation()),
    sight(world, situation, endpoints, { kind: 'names', names }),
  ]);
  const live = sessions.filter(({ connection }) => isLive(connection));
  const isOwn = ({ connection }: SeenSession) =>
    whom.kind !== 'person' || isOfUser(connection, names, world.rules.people);
  return {
    gaps,
    others,
    sessions: live.filter(isOwn),
    otherUsers: live.filter((session) => !isOwn(session)),
    missing,
    closeNames: live.length > 0 ? [] : closeNames(world, situation, names, lists),
    endsSessions: mayEndToo(world, situation, endpoints),
  };
}

function closeNames(
  world: World,
  situation: ActingSituation,
  [text = '']: readonly string[],
  lists: readonly EndpointList[],
): readonly string[] {
  const sessions = sightIn(world, situation, lists, { kind: 'text', text });
  return [...new Set(sessions.flatMap(({ connection }) => namesOn(connection)))];
}
