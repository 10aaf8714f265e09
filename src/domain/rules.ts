import type { Block } from './block.ts';
import type { Endpoint } from './endpoint.ts';
import type { ChannelId, GroupId, PersonId } from './ids.ts';
import type { PeopleRule } from './person.ts';

/** The endpoints to which a channel is limited, for both actions and reads. */
export interface EndpointLimit {
  readonly channel: string;
  readonly endpoints: readonly Endpoint[];
}

/**
 * @returns Undefined for a channel with every endpoint. Such a channel can also read about endpoints that are no
 *   longer in the configuration.
 */
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

/** The blocks that a channel may see: those on its endpoints, and those on every endpoint. */
export function blocksWithin(limit: EndpointLimit | undefined, blocks: readonly Block[]): readonly Block[] {
  if (limit === undefined) return blocks;
  return blocks.filter(({ endpoint }) => endpoint === undefined || isWithin(limit, endpoint));
}

/** What a channel may be granted. */
export const channelGrants = ['see', 'kick', 'kick-many', 'block', 'audit'] as const;
export type ChannelGrant = (typeof channelGrants)[number];

/** `self` belongs to people rather than channels: their own connections, anywhere. */
export type Grant = ChannelGrant | 'self';

/** The operator's decisions: the part of the configuration that permissions and commands use. */
export interface Rules {
  readonly endpoints: readonly Endpoint[];
  readonly channels: ReadonlyMap<ChannelId, ChannelRule>;
  /** Whether any full member may see and terminate their own connections. */
  readonly everyoneMaySelf: boolean;
  readonly people: PeopleRule;
  /** Name patterns (`*` stands for any characters) that need a second person. */
  readonly protected: readonly string[];
  readonly kick: KickRule;
  readonly terminations: TerminationRule;
  readonly breakGlass: BreakGlassRule;
}

export interface ChannelRule {
  readonly id: ChannelId;
  /** For readers of the configuration; it has no effect. */
  readonly name: string;
  readonly allow: readonly ChannelGrant[];
  readonly endpoints: readonly Endpoint[];
  readonly allowPublic: boolean;
  /** Whether the channel may be shared between the company's workspaces, on Enterprise Grid. */
  readonly allowOrgShared: boolean;
}

/** Who may terminate connections without the required second person, in an emergency. */
export interface BreakGlassRule {
  readonly people: readonly PersonId[];
  readonly groups: readonly GroupId[];
}

/**
 * The default rate of terminations. EC2 allows an account and Region 50 mutating requests at once and 5 a second,
 * which the console and other tools share. https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
 */
export const usualTerminations: TerminationRule = { burst: 20, perSecond: 4 };

/** How fast AWS is asked to terminate connections, for each account and Region. */
export interface TerminationRule {
  /** How many at once after an idle period. */
  readonly burst: number;
  /** How many a second from then on. */
  readonly perSecond: number;
}

export interface KickRule {
  /** The minimum number of characters in a reason. */
  readonly minReason: number;
  /** More connections than this need a second person. */
  readonly approveAbove: number;
  /** Milliseconds for which a list's buttons can be used. */
  readonly listExpiresMs: number;
}
