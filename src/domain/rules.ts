import type { Block } from './block.ts';
import type { Endpoint } from './endpoint.ts';
import type { ChannelId, GroupId, PersonId } from './ids.ts';
import type { PeopleRule } from './person.ts';

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

/** What a channel may be allowed to do. */
export const channelGrants = ['see', 'kick', 'kick-many', 'block', 'audit'] as const;
export type ChannelGrant = (typeof channelGrants)[number];

/** `self` belongs to people rather than to a channel: their own sessions, anywhere. */
export type Grant = ChannelGrant | 'self';

/** What the operator decided: the part of the configuration that permissions and commands go by. */
export interface Rules {
  readonly endpoints: readonly Endpoint[];
  readonly channels: ReadonlyMap<ChannelId, ChannelRule>;
  /** Whether any full member may see and end their own sessions. */
  readonly everyoneMaySelf: boolean;
  readonly people: PeopleRule;
  /** Name patterns (`*` stands for anything) that need a second person. */
  readonly protected: readonly string[];
  readonly kick: KickRule;
  readonly terminations: TerminationRule;
  readonly breakGlass: BreakGlassRule;
}

export interface ChannelRule {
  readonly id: ChannelId;
  /** For the readers of the configuration; it never decides. */
  readonly name: string;
  readonly allow: readonly ChannelGrant[];
  readonly endpoints: readonly Endpoint[];
  readonly allowPublic: boolean;
  /** Whether it may be shared between the workspaces of the company, on Enterprise Grid. */
  readonly allowOrgShared: boolean;
}

/** Who may end sessions without the second person that they need, in an emergency. */
export interface BreakGlassRule {
  readonly people: readonly PersonId[];
  readonly groups: readonly GroupId[];
}

/**
 * The usual rate of terminations. EC2 gives an account and Region 50 mutating requests at once and 5 a second, which the
 * console and other tools share. https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
 */
export const usualTerminations: TerminationRule = { burst: 20, perSecond: 4 };

/** How fast AWS is asked to terminate connections, for each account and Region. */
export interface TerminationRule {
  /** So many at once, after a quiet time. */
  readonly burst: number;
  /** So many a second from then on. */
  readonly perSecond: number;
}

export interface KickRule {
  /** Characters that a reason needs at least. */
  readonly minReason: number;
  /** More sessions than this need a second person. */
  readonly approveAbove: number;
  /** Milliseconds for which the buttons of a list may be used. */
  readonly listExpiresMs: number;
}
