import type { Witness } from '../domain/audit-witness.ts';
import type { Channel } from '../domain/channel.ts';
import type { ChannelId, GroupId, PersonId } from '../domain/ids.ts';
import type { Person } from '../domain/person.ts';

/**
 * What the workspace reports about Bouncer's own set-up, read afresh each time. Nothing here leaves a visible trace.
 * Every method may throw a {@link Failure} if the workspace does not respond, or the tokens cannot be read.
 */
export interface WorkspaceCheckup {
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
