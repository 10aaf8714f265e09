import {
  appliesOnAny,
  type Block,
  isActive,
  isOnName,
  longestFirst,
  type PlacedBlock,
  placed,
} from '../../domain/block.ts';
import type { Endpoint, UnknownEndpoint } from '../../domain/endpoint.ts';
import { failureFrom } from '../../domain/failure.ts';
import type { Correlation } from '../../domain/ids.ts';
import type { Nameless } from '../../domain/person.ts';
import { blocksWithin, endpointLimitOf } from '../../domain/rules.ts';
import type { TargetRef } from '../../domain/target.ts';
import { foldName } from '../../domain/vpn-name.ts';
import {
  type AccessContext,
  type Audience,
  authorizeAudience,
  type Denial,
  endpointsGranted,
} from '../../policy/authorize.ts';
import { loadActionAccess, type Requester } from '../../policy/load-access.ts';
import type { AppContext, Blocking } from '../../ports/app-context.ts';
import { chooseEndpoints, targetOf } from '../connections/resolve-target.ts';

type BlocksResult =
  | { readonly kind: 'refused'; readonly denial: Denial }
  | { readonly kind: 'no_list' }
  | Nameless
  | UnknownEndpoint
  | ({ readonly kind: 'listed' } & ListedBlocks);

/** The blocks that a channel sees, and that match what was asked for. */
export interface ListedBlocks {
  /** Those that end soonest first; blocks without an end come last. */
  readonly blocks: readonly SeenBlock[];
  /** How many they were selected from. */
  readonly total: number;
  readonly asOf: Date;
  /** The only endpoints whose blocks the channel sees, besides blocks on every endpoint; undefined for all. */
  readonly limitedTo: readonly Endpoint[] | undefined;
}

interface BlocksRequest {
  readonly requester: Requester;
  readonly audience: Audience;
  /** A person or a name; or a text in a name or a reason. */
  readonly targetRef?: TargetRef;
  /** The endpoint's name or id: only the blocks that apply there. */
  readonly on?: string | undefined;
}

/**
 * Lists who is blocked, until when, by whom and why. It needs the grant `block`, because the reasons are not for
 * everyone. So only members of a private channel can read them, as only they can block there.
 *
 * @throws {Failure} `blocks_unavailable`
 */
export async function listBlocks(
  app: AppContext,
  { requester, audience, targetRef = { kind: 'everyone' }, on }: BlocksRequest,
): Promise<BlocksResult> {
  const { rules, blocking, clock } = app;
  const access = await loadActionAccess(app, requester);
  const choice = chooseEndpoints(rules, access, 'block', on);
  if (choice.kind !== 'chosen') return choice;
  const shown = authorizeAudience(rules, access, 'blocks', audience);
  if (!shown.allowed) return { kind: 'refused', denial: shown };
  if (blocking === undefined) return { kind: 'no_list' };
  const isWanted = await matcherOf(app, targetRef);
  if (typeof isWanted !== 'function') return isWanted;

  const asOf = clock.now();
  const active = (await blocking.blocks.all()).filter((block) => isActive(block, asOf));
  const all = blocksInScope(app, access, active);
  const isThere = (block: Block) => on === undefined || appliesOnAny(block, choice.endpoints);
  const blocks = all
    .filter(({ block }) => isThere(block) && isWanted(block))
    .toSorted((a, b) => inListOrder(a.block, b.block));
  const limitedTo = endpointLimitOf(rules, requester.channel)?.endpoints;
  return { kind: 'listed', blocks, total: all.length, asOf, limitedTo };
}

/** Returns whether a block is on a person or a name, or has a text in its name or its reason. */
async function matcherOf(
  app: Pick<AppContext, 'directory' | 'rules'>,
  targetRef: TargetRef,
): Promise<((block: Block) => boolean) | Nameless> {
  switch (targetRef.kind) {
    case 'person':
    case 'name': {
      const resolved = await targetOf(app, targetRef);
      if (resolved.kind === 'nameless') return resolved;
      const names = resolved.target.kind === 'names' ? resolved.target.names : [];
      return (block) => names.some((name) => isOnName(block, name));
    }
    case 'text':
    case 'connection': {
      const text = foldName(targetRef.kind === 'text' ? targetRef.text : targetRef.connection);
      return ({ name, reason }) => [name, reason].some((field) => foldName(field).includes(text));
    }
    case 'everyone':
    case 'group':
      return () => targetRef.kind === 'everyone';
  }
}

/** Orders a list of blocks: those that end soonest first. */
export function inListOrder(a: Block, b: Block): number {
  return longestFirst(b, a) || a.name.localeCompare(b.name);
}

/**
 * Returns the active blocks on these names that the channel may know of, the longest first. A failure to read the
 * blocks is reported to diagnostics and gives an empty list: where it matters it has its own message, and here it
 * would only hide the rest of the answer.
 */
export async function activeBlocks(
  { rules, clock, diagnostics }: Pick<AppContext, 'rules' | 'clock' | 'diagnostics'>,
  { blocks }: Blocking,
  names: readonly string[],
  channel: string,
  correlation: Correlation,
): Promise<readonly PlacedBlock[]> {
  try {
    const now = clock.now();
    const active = (await blocks.on(names)).filter((block) => isActive(block, now));
    return blocksWithin(endpointLimitOf(rules, channel), active)
      .map((block) => placed(block, rules.endpoints))
      .toSorted(longestFirst);
  } catch (error) {
    diagnostics.report(failureFrom(error), 'read blocks', correlation);
    return [];
  }
}

/**
 * Returns the blocks that concern this channel, each with whether the channel may remove it. Blocks on endpoints where
 * the channel cannot block are left out. A block on every endpoint can be removed only by those who may block
 * everywhere.
 */
export function blocksInScope(
  { rules }: Pick<AppContext, 'rules'>,
  access: AccessContext,
  blocks: readonly Block[],
): readonly SeenBlock[] {
  const granted = endpointsGranted(rules, access, 'block');
  const isGrantedAll = granted.length === rules.endpoints.length;

  return blocks.flatMap((block): SeenBlock[] => {
    if (block.endpoint === undefined) return [{ block, mayUnblock: isGrantedAll }];
    const isHere = granted.some(({ id }) => id === block.endpoint);
    // An endpoint that is no longer configured belongs to channels that may block on all endpoints.
    const isNobodys = isGrantedAll && !rules.endpoints.some(({ id }) => id === block.endpoint);
    return isHere || isNobodys ? [{ block, mayUnblock: true }] : [];
  });
}

/** A block as seen from a channel. */
export interface SeenBlock {
  readonly block: Block;
  /** Whether the actor may remove it from this channel: for showing a button, never for authorizing an action. */
  readonly mayUnblock: boolean;
}
