import { type Block, isActive, longestFirst } from '../../domain/block.ts';
import { failureFrom } from '../../domain/failure.ts';
import type { Correlation } from '../../domain/ids.ts';
import { blocksWithin, endpointLimitOf } from '../../domain/rules.ts';
import {
  type AccessContext,
  type Audience,
  authorize,
  authorizeAudience,
  type Denial,
  endpointsGranted,
} from '../../policy/authorize.ts';
import { loadActionAccess, type Requester } from '../../policy/load-access.ts';
import type { AppContext, Blocking } from '../../ports/app-context.ts';

type BlocksResult =
  | { readonly kind: 'refused'; readonly denial: Denial }
  | { readonly kind: 'no_list' }
  | { readonly kind: 'listed'; readonly blocks: readonly SeenBlock[]; readonly asOf: Date };

/**
 * Lists who is blocked, until when, by whom and why. It needs the grant `block`, because the reasons are not for
 * everyone. So only members of a private channel can read them, as only they can block there.
 *
 * @throws {Failure} `blocks_unavailable`
 */
export async function listBlocks(
  app: AppContext,
  request: { readonly requester: Requester; readonly audience: Audience },
): Promise<BlocksResult> {
  const access = await loadActionAccess(app, request.requester);
  const decision = authorize(app.rules, access, 'block');
  if (!decision.allowed) return { kind: 'refused', denial: decision };
  const shown = authorizeAudience(app.rules, access, 'blocks', request.audience);
  if (!shown.allowed) return { kind: 'refused', denial: shown };
  if (app.blocking === undefined) return { kind: 'no_list' };

  const asOf = app.clock.now();
  const active = (await app.blocking.blocks.all()).filter((block) => isActive(block, asOf));
  const ordered = active.toSorted((a, b) => a.name.localeCompare(b.name) || longestFirst(a, b));
  return { kind: 'listed', blocks: blocksInScope(app, access, ordered), asOf };
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
): Promise<readonly Block[]> {
  try {
    const now = clock.now();
    const active = (await blocks.on(names)).filter((block) => isActive(block, now));
    return blocksWithin(endpointLimitOf(rules, channel), active).toSorted(longestFirst);
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
