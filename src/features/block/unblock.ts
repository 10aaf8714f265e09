import { entryContext, recordDenial } from '../../audit-log/record-entry.ts';
import {
  type Block,
  isActive,
  isSameBlock,
  type PlacedBlock,
  placed,
  type ShownBlocks,
  type UnblockTargetRef,
  wasShown,
} from '../../domain/block.ts';
import type { BlocksLeft } from '../../domain/block-report.ts';
import type { UnknownEndpoint } from '../../domain/endpoint.ts';
import type { Correlation } from '../../domain/ids.ts';
import type { Nameless } from '../../domain/person.ts';
import { blocksWithin, endpointLimitOf } from '../../domain/rules.ts';
import { isLongEnough } from '../../domain/visible-text.ts';
import { distinctNames } from '../../domain/vpn-name.ts';
import type { AccessContext, Denial } from '../../policy/authorize.ts';
import { loadActionAccess, type Requester } from '../../policy/load-access.ts';
import type { AppContext } from '../../ports/app-context.ts';
import { namesAsked, type UnresolvedTarget, withoutNames } from '../connections/resolve-several.ts';
import { chooseEndpoints, targetOf } from '../connections/resolve-target.ts';
import { blocksInScope } from './list-blocks.ts';
import { type RemovedBlocks, removeBlocks } from './remove-blocks.ts';

/** Whom the actor wants to unblock, and where. */
export interface UnblockRequest {
  readonly requester: Requester;
  readonly targetRef: UnblockTargetRef;
  /** The endpoint's name or id, if the request is limited to one. */
  readonly on: string | undefined;
}

export interface UnblockOrder extends UnblockRequest {
  /** The same each time that the same request is delivered. */
  readonly correlation: Correlation;
  readonly reason: string;
  /** The blocks that the modal showed; no others are removed. */
  readonly shown: ShownBlocks;
}

export type UnblockResult =
  | ({ readonly kind: 'unblocked'; readonly removed: readonly Block[] } & RemovedBlocks)
  /** The same request was delivered before. */
  | { readonly kind: 'begun' }
  | { readonly kind: 'reason_too_short'; readonly minReason: number }
  | NothingToUnblock;

export type NothingToUnblock =
  /** No active block matches that this channel may remove. */
  | ({
      readonly kind: 'none';
      readonly names: readonly string[];
      readonly skipped?: readonly UnresolvedTarget[];
    } & BlocksLeft)
  | { readonly kind: 'no_list' }
  | Nameless
  | UnknownEndpoint
  | { readonly kind: 'refused'; readonly denial: Denial };

/** The blocks that match a request and can be removed from this channel: at least one. */
interface MatchingBlocks {
  readonly kind: 'found';
  readonly access: AccessContext;
  readonly names: readonly string[];
  readonly matching: readonly PlacedBlock[];
  /** The other active blocks on the same names. */
  readonly left: readonly PlacedBlock[];
  /** Of several people, those without a known VPN name. */
  readonly skipped: readonly UnresolvedTarget[];
}

/**
 * Unblocks someone: authorizes the request again, records it, removes the blocks from the table that the connect
 * handlers read, and reports the outcome. A block that the modal did not show is not removed.
 *
 * @throws {Failure} `store_unconfirmed` or `blocks_unavailable`: blocks may still be active; with any other code,
 * nothing was done.
 */
export async function unblock(app: AppContext, order: UnblockOrder): Promise<UnblockResult> {
  const { requester, correlation } = order;
  const { blocking, clock, rules } = app;
  const { minReason } = rules.kick;
  if (!isLongEnough(order.reason, minReason)) return { kind: 'reason_too_short', minReason };
  if ((await app.log.ofRequest(correlation)).length > 0) return { kind: 'begun' };

  const found = await findBlocksToRemove(app, order, order.shown);
  if (found.kind !== 'found') return found;
  if (blocking === undefined) return { kind: 'no_list' };

  const { access, matching: removed, left, newer, unshown } = found;
  const reason = order.reason.trim();
  const { actor, channel } = entryContext(requester, access, { correlation, reason });
  const at = clock.now();
  const report = { correlation, actor, channel, removed, left, newer, unshown, reason, at };
  return { kind: 'unblocked', removed, ...(await removeBlocks(app, blocking, report)) };
}

/**
 * Finds the blocks that a confirmed request removes: of those that still match it, only those that the modal showed.
 *
 * @throws {Failure} `blocks_unavailable`
 */
export async function findBlocksToRemove(
  app: AppContext,
  request: UnblockRequest,
  shown: ShownBlocks,
): Promise<(MatchingBlocks & BlocksLeft) | NothingToUnblock> {
  const found = await proposeUnblock(app, request);
  if (found.kind !== 'found') return found;

  const matching = found.matching.filter((block) => wasShown(block, shown));
  const unseen = found.matching.filter((block) => !matching.includes(block));
  const isNewer = (block: Block) => block.at > shown.at;
  const newer = unseen.filter(isNewer);
  const unshown = unseen.filter((block) => !isNewer(block));
  const { names, left, skipped } = found;
  return matching.length === 0
    ? { kind: 'none', names, left, newer, unshown, skipped }
    : { ...found, matching, newer, unshown };
}

/**
 * Authorizes a request and finds the blocks that match it, before the actor confirms it; a denial is recorded. Every
 * path to an unblock goes through here: the command, the button and the submission.
 *
 * @throws {Failure} `blocks_unavailable`
 */
export async function proposeUnblock(
  app: AppContext,
  { requester, targetRef, on }: UnblockRequest,
): Promise<MatchingBlocks | NothingToUnblock> {
  const access = await loadActionAccess(app, requester);
  const choice = chooseEndpoints(app.rules, access, 'block', on);
  if (choice.kind === 'refused') {
    const named =
      targetRef.kind === 'block' ? ({ kind: 'name', name: targetRef.key.name } as const) : targetRef;
    await recordDenial(app, requester, access, named, choice.denial);
  }
  if (choice.kind !== 'chosen') return choice;
  if (app.blocking === undefined) return { kind: 'no_list' };

  const resolved = await namesToUnblock(app, targetRef);
  if (resolved.kind === 'nameless') return resolved;

  const { names, skipped } = resolved;
  const now = app.clock.now();
  const all = (await app.blocking.blocks.on(names)).filter((block) => isActive(block, now));
  const active = blocksWithin(endpointLimitOf(app.rules, requester.channel), all).map((block) =>
    placed(block, app.rules.endpoints),
  );
  const isMeant = (block: Block) =>
    // Without a scope, a request covers every block that can be removed from here, including one on every endpoint.
    (on === undefined || block.endpoint === choice.endpoints[0]?.id) &&
    (targetRef.kind !== 'block' || isSameBlock(block, targetRef.key));
  const matching = blocksInScope(app, access, active)
    .filter(({ block, mayUnblock }) => mayUnblock && isMeant(block))
    .map(({ block }) => block);
  const left = active.filter((block) => !matching.includes(block));
  return matching.length === 0
    ? { kind: 'none', names, left, newer: [], unshown: [], skipped }
    : { kind: 'found', access, names, matching, left, skipped };
}

/** The names whose blocks are wanted; of several people, also those without a known name. */
async function namesToUnblock(
  app: AppContext,
  targetRef: UnblockTargetRef,
): Promise<
  | {
      readonly kind: 'named';
      readonly names: readonly string[];
      readonly skipped: readonly UnresolvedTarget[];
    }
  | Nameless
> {
  if (targetRef.kind === 'block') return { kind: 'named', names: [targetRef.key.name], skipped: [] };
  if (targetRef.kind === 'several') {
    const asked = await namesAsked(app, targetRef.targetRef);
    const names = distinctNames(asked.flatMap((one) => one.names));
    return { kind: 'named', names, skipped: withoutNames(asked) };
  }
  const resolved = await targetOf(app, targetRef);
  if (resolved.kind === 'nameless') return resolved;
  return { kind: 'named', names: resolved.target.kind === 'names' ? resolved.target.names : [], skipped: [] };
}
