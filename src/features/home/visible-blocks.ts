import type { Block } from '../../domain/block.ts';
import { isSameBlock } from '../../domain/block.ts';
import type { Endpoint } from '../../domain/endpoint.ts';
import type { ChannelId } from '../../domain/ids.ts';
import type { AppContext } from '../../ports/app-context.ts';
import type { AllowedChannel } from '../../slack/allowed-channels.ts';
import { inListOrder, type ListedBlocks, listBlocks } from '../block/list-blocks.ts';
import { type HomeViewer, requesterIn } from './home-section.ts';

export interface VisibleBlocks {
  /** Those that end soonest first. */
  readonly blocks: readonly Block[];
  /** The channels that see them, and where they can be removed. */
  readonly channels: readonly ChannelId[];
  /** The only endpoints whose blocks these channels see, besides blocks on every endpoint; undefined for all. */
  readonly limitedTo: readonly Endpoint[] | undefined;
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
  return {
    blocks: blocks.toSorted(inListOrder),
    channels: listed.map(({ channel }) => channel),
    limitedTo: limitOf(
      app.rules.endpoints,
      listed.map(({ list }) => list),
    ),
  };
}

/** What one channel does not see, another may. */
function limitOf(
  endpoints: readonly Endpoint[],
  lists: readonly Pick<ListedBlocks, 'limitedTo'>[],
): readonly Endpoint[] | undefined {
  const seen = endpoints.filter(({ id }) =>
    lists.some(({ limitedTo }) => limitedTo === undefined || limitedTo.some((one) => one.id === id)),
  );
  return seen.length === endpoints.length ? undefined : seen;
}
