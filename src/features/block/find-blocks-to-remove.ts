import { recordDenial } from '../../audit-log/record-entry.ts';
import {
  type Block,
  isActive,
  isSameBlock,
  type ShownBlocks,
  type UnblockTarget,
  wasShown,
} from '../../domain/block.ts';
import type { BlocksLeft } from '../../domain/block-report.ts';
import type { UnknownEndpoint } from '../../domain/endpoint.ts';
import type { Nameless } from '../../domain/person.ts';
import { blocksWithin, endpointLimitOf } from '../../domain/rules.ts';
import { type AccessContext, authorize, type Denial } from '../../policy/authorize.ts';
import { loadActionAccess, type Requester } from '../../policy/load-access.ts';
import type { AppContext } from '../../ports/app-context.ts';
import { chooseEndpoints, targetOf } from '../connections/resolve-target.ts';
import { blocksInScope } from './list-blocks.ts';

/** Whom the actor wants to unblock, and where. */
export interface UnblockRequest {
  readonly requester: Requester;
  readonly targetRef: UnblockTarget;
  /** The endpoint's name or id, if the request is limited to one. */
  readonly on: string | undefined;
}

/** The blocks that match a request and can be removed from this channel, whether or not anyone was shown them. */
export interface MeantBlocks {
  readonly kind: 'meant';
  readonly access: AccessContext;
  readonly names: readonly string[];
  readonly meant: readonly Block[];
  /** The other active blocks on the same names. */
  readonly left: readonly Block[];
}

export type BlocksToRemove =
  | ({
      readonly kind: 'found';
      readonly access: AccessContext;
      /** At least one. */
      readonly removable: readonly Block[];
    } & BlocksLeft)
  | NothingToUnblock;

export type NothingToUnblock =
  /** No active block matches that this channel may remove. */
  | ({ readonly kind: 'none'; readonly names: readonly string[] } & BlocksLeft)
  | { readonly kind: 'no_list' }
  | Nameless
  | UnknownEndpoint
  | { readonly kind: 'refused'; readonly denial: Denial };

/**
 * Authorizes a request and finds the blocks that match it; a refusal is recorded. Every path to an unblock goes through
 * here: the command, the button and the submission.
 *
 * @throws {Failure} `blocks_unavailable`
 */
export async function findMeantBlocks(
  app: AppContext,
  { requester, targetRef, on }: UnblockRequest,
): Promise<MeantBlocks | NothingToUnblock> {
  const access = await loadActionAccess(app, requester);
  const scope = scopeFor(app, access, on);
  if (scope.kind === 'refused') {
    const named =
      targetRef.kind === 'block' ? ({ kind: 'name', name: targetRef.key.name } as const) : targetRef;
    await recordDenial(app, requester, access, named, scope.denial);
  }
  if (scope.kind !== 'scope') return scope;
  if (app.blocking === undefined) return { kind: 'no_list' };

  const names = await namesOf(app, targetRef);
  if (!('texts' in names)) return names;
  const now = app.clock.now();
  const all = (await app.blocking.blocks.on(names.texts)).filter((block) => isActive(block, now));
  const active = blocksWithin(endpointLimitOf(app.rules, requester.channel), all);
  const meant = blocksInScope(app, access, active)
    .filter(({ block, mayUnblock }) => mayUnblock && isMeant(block, targetRef, scope.endpoint))
    .map(({ block }) => block);
  const left = active.filter((block) => !meant.includes(block));
  return { kind: 'meant', access, names: names.texts, meant, left };
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
): Promise<BlocksToRemove> {
  const found = await findMeantBlocks(app, request);
  if (found.kind !== 'meant') return found;

  const { access, names, meant, left } = found;
  const removable = meant.filter((block) => wasShown(block, shown));
  const unseen = meant.filter((block) => !removable.includes(block));
  const isNewer = (block: Block) => block.at > shown.at;
  const blocksLeft: BlocksLeft = {
    left,
    newer: unseen.filter(isNewer),
    unshown: unseen.filter((block) => !isNewer(block)),
  };
  return removable.length === 0
    ? { kind: 'none', names, ...blocksLeft }
    : { kind: 'found', access, removable, ...blocksLeft };
}

type Scope =
  | { readonly kind: 'scope'; readonly endpoint: string | undefined }
  | Extract<NothingToUnblock, { kind: 'unknown_endpoint' | 'refused' }>;

/** Without a scope, a request covers every block that can be removed from here, including one on every endpoint. */
function scopeFor({ rules }: AppContext, access: AccessContext, on: string | undefined): Scope {
  const decision = authorize(rules, access, 'block');
  if (!decision.allowed) return { kind: 'refused', denial: decision };
  if (on === undefined) return { kind: 'scope', endpoint: undefined };

  const choice = chooseEndpoints(rules, access, 'block', on);
  return choice.kind === 'chosen' ? { kind: 'scope', endpoint: choice.endpoints[0]?.id } : choice;
}

function isMeant(block: Block, targetRef: UnblockTarget, endpoint: string | undefined): boolean {
  if (endpoint !== undefined && block.endpoint !== endpoint) return false;
  return targetRef.kind !== 'block' || isSameBlock(block, targetRef.key);
}

async function namesOf(app: AppContext, targetRef: UnblockTarget) {
  if (targetRef.kind === 'block') return { texts: [targetRef.key.name] };

  const meant = await targetOf(app, targetRef);
  if (meant.kind === 'nameless') return meant;
  return { texts: meant.target.kind === 'names' ? meant.target.names : [] };
}
