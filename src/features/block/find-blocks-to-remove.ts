import { recordRefusal } from '../../audit-log/record-entry.ts';
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
import { type Asker, loadActingSituation } from '../../policy/authorize.ts';
import { authorize, type Denial, type Situation } from '../../policy/decide.ts';
import type { AppContext } from '../../ports/app-context.ts';
import { chooseEndpoints, targetOf } from '../connections/resolve-target.ts';
import { blocksInScope } from './list-blocks.ts';

/** Whom the actor wants to unblock, and where. */
export interface UnblockRequest {
  readonly asker: Asker;
  readonly whom: UnblockTarget;
  /** The endpoint's name or id, if the request is limited to one. */
  readonly on: string | undefined;
}

/** The blocks that match a request and can be removed from this channel, whether or not anyone was shown them. */
export interface MeantBlocks {
  readonly kind: 'meant';
  readonly situation: Situation;
  readonly names: readonly string[];
  readonly meant: readonly Block[];
  /** The other active blocks on the same names. */
  readonly left: readonly Block[];
}

export type BlocksToLift =
  | ({
      readonly kind: 'found';
      readonly situation: Situation;
      /** At least one. */
      readonly liftable: readonly Block[];
    } & BlocksLeft)
  | NothingToUnblock;

export type NothingToUnblock =
  /** No active block matches that this channel may remove. */
  | ({ readonly kind: 'none'; readonly names: readonly string[] } & BlocksLeft)
  | { readonly kind: 'no_list' }
  | Nameless
  | UnknownEndpoint
  | { readonly kind: 'refused'; readonly refusal: Denial };

/**
 * Authorizes a request and finds the blocks that match it; a refusal is recorded. Every path to an unblock goes through
 * here: the command, the button and the submission.
 *
 * @throws {Failure} `blocks_unavailable`
 */
export async function findMeantBlocks(
  app: AppContext,
  { asker, whom, on }: UnblockRequest,
): Promise<MeantBlocks | NothingToUnblock> {
  const situation = await loadActingSituation(app, asker);
  const scope = scopeFor(app, situation, on);
  if (scope.kind === 'refused') {
    const named = whom.kind === 'block' ? ({ kind: 'name', name: whom.key.name } as const) : whom;
    await recordRefusal(app, asker, situation, named, scope.refusal);
  }
  if (scope.kind !== 'scope') return scope;
  if (app.blocking === undefined) return { kind: 'no_list' };

  const names = await namesOf(app, whom);
  if (!('texts' in names)) return names;
  const now = app.clock.now();
  const all = (await app.blocking.blocks.on(names.texts)).filter((block) => isActive(block, now));
  const active = blocksWithin(endpointLimitOf(app.rules, asker.channel), all);
  const meant = blocksInScope(app, situation, active)
    .filter(({ block, mayLift }) => mayLift && isMeant(block, whom, scope.endpoint))
    .map(({ block }) => block);
  const left = active.filter((block) => !meant.includes(block));
  return { kind: 'meant', situation, names: names.texts, meant, left };
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
): Promise<BlocksToLift> {
  const found = await findMeantBlocks(app, request);
  if (found.kind !== 'meant') return found;

  const { situation, names, meant, left } = found;
  const liftable = meant.filter((block) => wasShown(block, shown));
  const unseen = meant.filter((block) => !liftable.includes(block));
  const isNewer = (block: Block) => block.at > shown.at;
  const blocksLeft: BlocksLeft = {
    left,
    newer: unseen.filter(isNewer),
    unshown: unseen.filter((block) => !isNewer(block)),
  };
  return liftable.length === 0
    ? { kind: 'none', names, ...blocksLeft }
    : { kind: 'found', situation, liftable, ...blocksLeft };
}

type Scope =
  | { readonly kind: 'scope'; readonly endpoint: string | undefined }
  | Extract<NothingToUnblock, { kind: 'unknown_endpoint' | 'refused' }>;

/** Without a scope, a request covers every block that can be removed from here, including one on every endpoint. */
function scopeFor({ rules }: AppContext, situation: Situation, on: string | undefined): Scope {
  const decision = authorize(rules, situation, 'block');
  if (!decision.allowed) return { kind: 'refused', refusal: decision };
  if (on === undefined) return { kind: 'scope', endpoint: undefined };

  const choice = chooseEndpoints(rules, situation, 'block', on);
  return choice.kind === 'chosen' ? { kind: 'scope', endpoint: choice.endpoints[0]?.id } : choice;
}

function isMeant(block: Block, whom: UnblockTarget, endpoint: string | undefined): boolean {
  if (endpoint !== undefined && block.endpoint !== endpoint) return false;
  return whom.kind !== 'block' || isSameBlock(block, whom.key);
}

async function namesOf(app: AppContext, whom: UnblockTarget) {
  if (whom.kind === 'block') return { texts: [whom.key.name] };

  const meant = await targetOf(app, whom);
  if (meant.kind === 'nameless') return meant;
  return { texts: meant.target.kind === 'names' ? meant.target.names : [] };
}
