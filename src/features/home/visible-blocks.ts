import type { Block } from '../../domain/block.ts';
import { isSameBlock } from '../../domain/block.ts';
import type { ChannelId } from '../../domain/ids.ts';
import type { AppContext } from '../../ports/app-context.ts';
import type { AllowedChannel } from '../../slack/allowed-channels.ts';
import { inListOrder, listBlocks } from '../block/list-blocks.ts';
import { type HomeViewer, requesterIn } from './home-section.ts';

export interface VisibleBlocks {
  /** Those that end soonest first. */
  readonly blocks: readonly Block[];
  /** The channels that see them, and where they can be removed. */
  readonly channels: readonly ChannelId[];
}

/**
 * Lists the active blocks that a person sees in the channels where they may block. Each channel decides anew, as for
 * `/vpn blocks` in it.
 *
 * @returns Undefined if they may block in none.
 * @throws {Failure} `blocks_unavailable`
 */
export async function visibleBlocks(
  app: AppContext,
  viewer: HomeViewer,
  channels: readonly AllowedChannel[],
): Promise<VisibleBlocks | undefined> {
  const mayBlock = channels.filter(({ grants }) => grants.includes('block'));
  const lists = await Promise.all(
    mayBlock.map(async (channel) => {
      const requester = requesterIn(viewer, channel);
      const list = await listBlocks(app, { requester, audience: 'requester' });
      return list.kind === 'listed' ? [{ channel: channel.rule.id, list }] : [];
    }),
  );
  const listed = lists.flat();
  if (listed.length === 0) return undefined;

  const all = listed.flatMap(({ list }) => list.blocks.map(({ block }) => block));
  const blocks = all.filter((block, index) => all.findIndex((other) => isSameBlock(other, block)) === index);
  return { blocks: blocks.toSorted(inListOrder), channels: listed.map(({ channel }) => channel) };
}
