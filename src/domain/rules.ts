import type { Block } from './block.ts';
import type { Connection } from './connection.ts';
import { directoryUserOf } from './directory-name.ts';
import type { Endpoint } from './endpoint.ts';
import type { ChannelId, GroupId, PersonId } from './ids.ts';
import type { PeopleRule } from './person.ts';
import { foldName, namesOn } from './vpn-name.ts';

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
  /** Whether any full member may see which endpoints work and how many connections they have. */
  readonly everyoneMaySeeHealth: boolean;
  readonly people: PeopleRule;
  /** The channel that decides about claims of certificate names; undefined if names cannot be claimed. */
  readonly claimsChannel: ChannelId | undefined;
  /** Name patterns (`*` stands for any characters) that need a second person. */
  readonly protected: readonly string[];
  readonly kick: KickRule;
  readonly terminations: TerminationRule;
  readonly history: HistoryRule;
  /** Undefined if no report is posted. */
  readonly report: ReportRule | undefined;
  /** Who may terminate connections without the required approval, in an emergency. */
  readonly breakGlass: ListedPeople;
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

/** How Bouncer remembers connections. */
export interface HistoryRule {
  /** How many days connections are kept; 0 if none are. */
  readonly days: number;
  /** Whether the connection logs of the endpoints are read. */
  readonly readsConnectionLog: boolean;
  /** The channel that is told about connections from new addresses and devices; undefined if none is. */
  readonly notify: ChannelId | undefined;
  /** Networks in CIDR notation whose addresses never count as new. */
  readonly known: readonly string[];
}

/** When and where the weekly report is posted. */
export interface ReportRule {
  readonly channel: ChannelId;
  /** 0 is Sunday. */
  readonly weekday: 0 | 1 | 2 | 3 | 4 | 5 | 6;
  readonly hour: number;
  readonly minute: number;
  /** For example `Europe/Berlin`. */
  readonly zone: string;
}

/** People, by themselves and as members of user groups. */
export interface ListedPeople {
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

interface KickRule {
  /** The minimum number of characters in a reason. */
  readonly minReason: number;
  /** More connections than this need a second person. */
  readonly approveAbove: number;
  /** Who may approve; undefined for anyone else who may do the same in the channel. */
  readonly approvers?: ListedPeople | undefined;
  /** Milliseconds for which a list's buttons can be used. */
  readonly listExpiresMs: number;
  /** Whether a person is told that their connections were terminated, and why; undefined if they are not told. */
  readonly notify?: 'reason' | 'plain';
}

/**
 * Returns whether any of the names matches any of the patterns, in normalized form; `*` stands for any characters. A
 * domain before a backslash, as in `CORP\svc-backup`, does not keep a name from matching.
 */
export function isProtected(names: readonly string[], patterns: readonly string[]): boolean {
  const folded = patterns.map(foldName);
  return names.flatMap(withoutShortDomain).some((name) => folded.some((pattern) => matches(name, pattern)));
}

/** Returns the same for a directory user, in every way to write the name. */
export function isProtectedUser(username: string, patterns: readonly string[]): boolean {
  const users = patterns.map(directoryUserOf).filter((pattern) => /[^*]/.test(pattern));
  return (
    isProtected([username], patterns) || isProtected([directoryUserOf(username)], [...patterns, ...users])
  );
}

/** Returns the protected names on connections, once for each occurrence. */
export function protectedNamesOn(
  connections: readonly Pick<Connection, 'username' | 'commonName' | 'isDirectoryUser'>[],
  patterns: readonly string[],
): readonly string[] {
  return connections.flatMap((connection) =>
    namesOn(connection).filter((name) =>
      connection.isDirectoryUser && name === connection.username
        ? isProtectedUser(name, patterns)
        : isProtected([name], patterns),
    ),
  );
}

function withoutShortDomain(name: string): readonly string[] {
  const folded = foldName(name);
  const at = folded.lastIndexOf('\\');
  return at < 0 ? [folded] : [folded, folded.slice(at + 1)];
}

/**
 * Matches the literal pieces in order instead of building a regular expression, which a pattern could make arbitrarily
 * slow.
 */
function matches(name: string, pattern: string): boolean {
  const [head = '', ...rest] = pattern.split('*');
  const tail = rest.pop();
  if (tail === undefined) return name === pattern;
  if (!name.startsWith(head) || name.length < head.length + tail.length || !name.endsWith(tail)) return false;

  let from = head.length;
  for (const piece of rest) {
    const at = name.indexOf(piece, from);
    if (at < 0) return false;
    from = at + piece.length;
  }
  return from <= name.length - tail.length;
}
