import type { Head } from '../domain/audit-chain.ts';
import type { Witness } from '../domain/audit-witness.ts';
import type { Channel } from '../domain/channel.ts';
import type { DaysToExpiry, Endpoint } from '../domain/endpoint.ts';
import type { ChannelId, ConnectionId, GroupId, PersonId } from '../domain/ids.ts';
import type { NameClaim } from '../domain/name-claim.ts';
import type { Person } from '../domain/person.ts';
import type { Rules } from '../domain/rules.ts';
import type { BlockList } from './block-list.ts';
import type { Clock } from './clock.ts';
import type { ConnectionHistory } from './connection-history.ts';
import type { VpnGateway } from './vpn-gateway.ts';

/** Bouncer's own set-up, as `doctor` checks it. */
export interface SetUp {
  /** The name of the slash command, such as `/vpn`. */
  readonly command: string;
  /** Whether `doctor` was run as a slash command in Slack. */
  readonly isAskedBySlack: boolean;
  readonly rules: Rules;
  readonly auditChannel: ChannelId;
  /** The Slack scopes that Bouncer's calls need, each with its purpose. */
  readonly scopes: Readonly<Record<string, string>>;
  readonly workspace: WorkspaceCheckup;
  readonly vpn: VpnCheckup;
  readonly store: StoreCheckup;
  /** Undefined if the operator has not set up a list of blocks. */
  readonly blocks: Pick<BlockList, 'all'> | undefined;
  /** Undefined if the history is turned off, or nothing has been recorded yet. */
  readonly history: Pick<ConnectionHistory, 'knownSince' | 'observations' | 'find'> | undefined;
  /** Undefined if Slack's requests do not go through a queue, or are known to arrive. */
  readonly queue: QueueCheckup | undefined;
  readonly clock: Clock;
}

/** Checks whether people's requests get from the ingress to the worker. */
export interface QueueCheckup {
  /** The queue's address. */
  readonly name: string;
  /** @throws {Failure} with an `aws_…` code; `aws_rejected` if there is no such queue. */
  state(): Promise<QueueState>;
}

export interface QueueState {
  /** Approximate number of requests that are in the queue or being processed. */
  readonly waiting: number;
  /** Approximate number of requests that failed after every retry; undefined if there is no dead-letter queue. */
  readonly dead: number | undefined;
}

/** Checks whether the store supports what the next kick needs. */
export interface StoreCheckup {
  /** The name that the operator knows: a file or a table. */
  readonly name: string;
  /**
   * Tries the store out and leaves it unchanged.
   *
   * @throws {Failure} `store_unavailable` or `audit_unwritable`, saying what cannot be done.
   */
  tryOut(): Promise<StoreState>;

  /**
   * Reads the head of the audit log and the entries with these numbers. A store that does not exist has an empty audit
   * log.
   *
   * @returns Undefined if an earlier version wrote the store: it is not read before it is migrated.
   * @throws {Failure} `store_unavailable`
   */
  recorded(seqs: readonly number[]): Promise<Recorded | undefined>;

  /**
   * Reads the claimed names. A store that does not exist has none.
   *
   * @returns Undefined if an earlier version wrote the store.
   * @throws {Failure} `store_…`
   */
  claims(): Promise<readonly NameClaim[] | undefined>;
}

export interface Recorded {
  readonly head: Head;
  /** Entries as they are stored, by number. */
  readonly stored: ReadonlyMap<number, string>;
}

type StoreState =
  | { readonly kind: 'works'; readonly head: Head }
  /** The store does not exist. Bouncer creates it at the first start. */
  | { readonly kind: 'absent' }
  /** An earlier version wrote the store. Bouncer migrates it at the next start. */
  | { readonly kind: 'outdated' };

/** What AWS reports about Bouncer's own set-up: read afresh each time, without changing anything. */
export interface VpnCheckup extends Pick<VpnGateway, 'facts' | 'authorizationPolicy' | 'rehearse' | 'scan'> {
  /** Reads how long people can still connect. The role may not be allowed to (`aws_denied`). */
  daysToExpiry(endpoint: Endpoint): Promise<DaysToExpiry>;
  /**
   * Tries to read the log group with the connection log of an endpoint.
   *
   * @throws {Failure} `aws_denied` if the role may not read it, `aws_rejected` if there is no such group.
   */
  tryConnectionLog(endpoint: Endpoint, group: string): Promise<void>;
  /** Reads two pages of connections, of the smallest possible size. */
  probePages(endpoint: Endpoint): Promise<ProbedPages>;
  /** Milliseconds by which AWS' clock is ahead of ours, by Region, according to its responses so far. */
  clocksAheadMs(): ReadonlyMap<string, number>;
  /** The hosts that requests about connections went to so far, by Region. */
  hosts(): ReadonlyMap<string, string>;
  /** The host that knows how long people can still connect. */
  metricsHost(endpoint: Endpoint): string;
}

export interface ProbedPages {
  /** A single page if there are too few connections for two. */
  readonly pages: readonly (readonly ConnectionId[])[];
  /**
   * Milliseconds by which the latest sample of an active connection is ahead of AWS' own clock; undefined if there is
   * no active connection.
   */
  readonly sampledAheadMs: number | undefined;
}

/**
 * What the workspace reports about Bouncer's own set-up, read afresh each time. Nothing here leaves a visible trace.
 * Every method may throw a {@link Failure} if the workspace does not respond, or the tokens cannot be read.
 */
export interface WorkspaceCheckup {
  /** The host that every request to the workspace goes to. */
  readonly host: string;
  /** Milliseconds by which the workspace's clock is ahead of ours; undefined if it does not report its time. */
  clockAheadMs(): Promise<number | undefined>;
  /** Whose token Bouncer uses, and what it may do. */
  bot(): Promise<WorkspaceAnswer<BotFacts>>;
  /** Whether the workspace can reach Bouncer. */
  reach(): Promise<Reach>;
  /** A channel, and whether Bouncer is a member of it. */
  channel(id: ChannelId): Promise<WorkspaceAnswer<{ readonly channel: Channel; readonly hasBot: boolean }>>;
  /** Whether Bouncer may post in a channel, checked without posting. */
  posting(id: ChannelId): Promise<WorkspaceAnswer<'allowed'>>;
  /** What the newest messages of the audit channel show of the audit log. */
  witnesses(auditChannel: ChannelId): Promise<WorkspaceAnswer<readonly Witness[]>>;
  /** Whether the workspace accepts some of Bouncer's messages unchanged; none is posted. */
  takesMessages(): Promise<WorkspaceAnswer<'valid'>>;
  person(id: PersonId): Promise<WorkspaceAnswer<Person>>;
  /** The workspace's full members, up to a limit; `isWhole` says whether these are all. */
  members(): Promise<WorkspaceAnswer<WorkspaceMembers>>;
  membersOf(group: GroupId): Promise<WorkspaceAnswer<readonly string[]>>;
}

export type WorkspaceAnswer<T> =
  | { readonly kind: 'answered'; readonly value: T }
  /** With the workspace's own error code, such as `invalid_auth`. */
  | { readonly kind: 'refused'; readonly word: string };

export interface WorkspaceMembers {
  readonly people: readonly Person[];
  readonly isWhole: boolean;
}

export interface BotFacts {
  readonly workspace: string;
  readonly name: string;
  readonly scopes: readonly string[];
}

export type Reach =
  /** Bouncer opens the connection, and the workspace accepted it. */
  | { readonly kind: 'dialled' }
  | { readonly kind: 'refused'; readonly word: string }
  /** The workspace calls Bouncer. Only a request can prove that requests arrive and their signatures are valid. */
  | { readonly kind: 'called'; readonly isProved: boolean };
