import type { Witness } from '../domain/audit-witness.ts';
import type { Channel } from '../domain/channel.ts';
import type { ChannelId, GroupId, PersonId } from '../domain/ids.ts';
import type { Person } from '../domain/person.ts';

/**
 * What the workspace says of the bot's own set-up, asked afresh each time. Nothing here leaves a trace that people
 * see. Every method may throw a {@link Failure} when the workspace does not answer, or the tokens cannot be had.
 */
export interface WorkspaceCheckup {
  /** Milliseconds by which the workspace's clock is ahead of ours; undefined when it does not tell. */
  clockAheadMs(): Promise<number | undefined>;
  /** Whose token it is, and what it may do. */
  bot(): Promise<WorkspaceAnswer<BotFacts>>;
  /** Whether the workspace can reach the bot. */
  reach(): Promise<Reach>;
  /** A channel, and whether the bot is in it. */
  channel(id: ChannelId): Promise<WorkspaceAnswer<{ readonly channel: Channel; readonly hasBot: boolean }>>;
  /** Whether the bot may post in a channel, found out without posting. */
  posting(id: ChannelId): Promise<WorkspaceAnswer<'allowed'>>;
  /** What the newest messages of the audit channel show of the record. */
  witnesses(auditChannel: ChannelId): Promise<WorkspaceAnswer<readonly Witness[]>>;
  /** Whether the workspace takes some of the bot's messages as they are; none is posted. */
  takesMessages(): Promise<WorkspaceAnswer<'valid'>>;
  person(id: PersonId): Promise<WorkspaceAnswer<Person>>;
  /** The workspace's full members, up to a bound; `isWhole` says whether these are all. */
  members(): Promise<WorkspaceAnswer<WorkspaceMembers>>;
  membersOf(group: GroupId): Promise<WorkspaceAnswer<readonly string[]>>;
}

export type WorkspaceAnswer<T> =
  | { readonly kind: 'answered'; readonly value: T }
  /** In the workspace's own word, such as `invalid_auth`. */
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
  /** The bot dials out, and was let in. */
  | { readonly kind: 'dialled' }
  | { readonly kind: 'refused'; readonly word: string }
  /** The workspace calls the bot: whether its requests arrive and their signatures fit, only a request can tell. */
  | { readonly kind: 'called'; readonly isProved: boolean };
