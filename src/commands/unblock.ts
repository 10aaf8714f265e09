import { type Block, type BlockKey, isSameBlock, stands } from '../core/block.ts';
import type { LiftReport } from '../core/block-report.ts';
import { decide, type Refusal, type Situation } from '../core/decide.ts';
import type { UnknownEndpoint } from '../core/endpoint.ts';
import type { Correlation, PersonId } from '../core/ids.ts';
import type { Rules } from '../core/rules.ts';
import type { ExactWhom } from '../core/whom.ts';
import type { World } from '../ports/world.ts';
import { type Asker, actingSituationOf } from './steps/asker.ts';
import { blocksInReach } from './steps/block/blocks-in-reach.ts';
import { type Lifted, lift } from './steps/block/lift.ts';
import { chooseEndpoints, type EndpointChoice } from './steps/look/choose-endpoints.ts';
import { targetOf } from './steps/look/target-of.ts';
import { entryContext, recordRefusal } from './steps/record.ts';

export interface UnblockOrder {
  /** The same whenever the same request is delivered again. */
  readonly correlation: Correlation;
  readonly asker: Asker;
  readonly whom: WhomToUnblock;
  /** The endpoint's name, where only the blocks of one are meant. */
  readonly on: string | undefined;
  readonly reason: string | undefined;
}

/** Everything that keeps somebody out, or one block of a list. */
export type WhomToUnblock =
  | Exclude<ExactWhom, { readonly kind: 'connection' }>
  | { readonly kind: 'block'; readonly key: BlockKey };

export type UnblockResult =
  | ({ readonly kind: 'lifted' } & Lifted)
  /** The same request was delivered before. */
  | { readonly kind: 'begun' }
  /** No such block stands that this channel may lift. */
  | { readonly kind: 'none'; readonly names: readonly string[]; readonly left: readonly Block[] }
  | { readonly kind: 'no_list' }
  | { readonly kind: 'nameless'; readonly person: PersonId }
  | UnknownEndpoint
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/**
 * Lets somebody in again: decided afresh, recorded, taken off the list that the connect handlers read, and told.
 *
 * @throws {Failure} `blocks_unavailable` before anything was done; `audit_unwritable`: nothing is done then.
 */
export async function unblock(world: World, order: UnblockOrder): Promise<UnblockResult> {
  const { asker, whom, correlation, on } = order;
  const situation = await actingSituationOf(world, asker);
  const decision = decide(world.rules, situation, 'block');
  const named = whom.kind === 'block' ? ({ kind: 'name', name: whom.key.name } as const) : whom;
  if (!decision.allowed) {
    await recordRefusal(world, asker, situation, named, decision);
    return { kind: 'refused', refusal: decision };
  }
  if (world.blocking === undefined) return { kind: 'no_list' };
  if ((await world.log.ofRequest(correlation)).length > 0) return { kind: 'begun' };

  const place = placeOf(world.rules, situation, on);
  if (place.kind === 'refused') await recordRefusal(world, asker, situation, named, place.refusal);
  if (place.kind !== 'place') return place;
  const names = await namesOf(world, whom);
  if (!('texts' in names)) return names;

  const now = world.clock.now();
  const standing = (await world.blocking.blocks.on(names.texts)).filter((block) => stands(block, now));
  const liftable = blocksInReach(world, situation, standing)
    .filter(({ block, mayLift }) => mayLift && isMeant(block, whom, place.id))
    .map(({ block }) => block);
  const left = standing.filter((block) => !liftable.includes(block));
  if (liftable.length === 0) return { kind: 'none', names: names.texts, left };

  const target = [...new Set(liftable.map(({ name }) => name))].join(', ');
  const reason = order.reason?.trim() || undefined;
  const context = entryContext(asker, situation, { correlation, target, ...(reason && { reason }) });
  const { actor, channel } = context;
  const report: LiftReport = { correlation, actor, channel, lifted: liftable, left, reason, at: now };
  return { kind: 'lifted', ...(await lift(world, world.blocking, context, liftable, report)) };
}

function isMeant(block: Block, whom: WhomToUnblock, endpoint: string | undefined): boolean {
  if (endpoint !== undefined && block.endpoint !== endpoint) return false;
  return whom.kind !== 'block' || isSameBlock(block, whom.key);
}

type Place =
  | { readonly kind: 'place'; readonly id: string | undefined }
  | Exclude<EndpointChoice, { kind: 'chosen' }>;

/** Without a scope, every block that may be lifted here is meant, also one that holds everywhere. */
function placeOf(rules: Rules, situation: Situation, on: string | undefined): Place {
  if (on === undefined) return { kind: 'place', id: undefined };

  const choice = chooseEndpoints(rules, situation, 'block', on);
  return choice.kind === 'chosen' ? { kind: 'place', id: choice.endpoints[0]?.id } : choice;
}

async function namesOf(world: World, whom: WhomToUnblock) {
  if (whom.kind === 'block') return { texts: [whom.key.name] };

  const meant = await targetOf(world, whom);
  if (meant.kind === 'nameless') return meant;
  return { texts: meant.target.kind === 'names' ? meant.target.names : [] };
}
