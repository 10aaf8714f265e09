import type { Block } from './block.ts';
import type { Endpoint } from './endpoint.ts';
import type { Rules } from './rules.ts';

/** The endpoints that a channel is limited to, in whatever is done and read in it. */
export interface EndpointLimit {
  readonly channel: string;
  readonly endpoints: readonly Endpoint[];
}

/** @returns Undefined for a channel that has every endpoint: it reads of those that have left the configuration as well. */
export function endpointLimitOf(
  { channels, endpoints }: Pick<Rules, 'channels' | 'endpoints'>,
  channel: string,
): EndpointLimit | undefined {
  const own = [...channels.values()].find(({ id }) => id === channel)?.endpoints ?? [];
  return own.length < endpoints.length ? { channel, endpoints: own } : undefined;
}

export function isWithin({ endpoints }: EndpointLimit, endpoint: string): boolean {
  return endpoints.some(({ id }) => id === endpoint);
}

/** The blocks that a channel may know of: those on its endpoints, and those that hold on every one. */
export function blocksWithin(limit: EndpointLimit | undefined, blocks: readonly Block[]): readonly Block[] {
  if (limit === undefined) return blocks;
  return blocks.filter(({ endpoint }) => endpoint === undefined || isWithin(limit, endpoint));
}
