import type { Channel } from '../protocol/client-protocol.ts';
import { isFromElsewhere, isFullMember, type PersonRecord } from './directory.ts';
import type { WorkspaceContent } from './workspace-content.ts';

/** A channel or direct message. `members` includes the bot. */
export interface Conversation {
  readonly id: string;
  readonly name: string;
  readonly kind: Channel['kind'];
  readonly topic: string;
  readonly members: readonly string[];
  readonly isArchived: boolean;
  /** A workspace preference allows only some of its members to post. */
  readonly isPostingRestricted: boolean;
  /** An invitation to another organization is still open. */
  readonly isPendingExtShared: boolean;
  /** Shared between the workspaces of one Enterprise Grid organization. */
  readonly isOrgShared: boolean;
  readonly createdAtS: number;
}

/** The channels of a workspace and the direct messages between the bot and each person of the home team. */
export class Conversations {
  readonly #botUserId: string;
  readonly #byId: Map<string, Conversation>;

  constructor(content: WorkspaceContent, people: readonly PersonRecord[], createdAtS: number) {
    this.#botUserId = content.app.botUserId;
    const channels = content.channels.map(({ hasBot, members, ...channel }) => ({
      ...startsWithout,
      ...channel,
      members: hasBot ? [...members, this.#botUserId] : members,
      createdAtS,
    }));
    // Slack Connect shares channels, not the app: an outsider has no direct message with it.
    const directs = people
      .filter((person) => !person.isBot && !isFromElsewhere(person))
      .map((person) => this.#directWith(person, createdAtS));
    this.#byId = new Map([...channels, ...directs].map((conversation) => [conversation.id, conversation]));
  }

  find(id: string): Conversation | undefined {
    return this.#byId.get(id);
  }

  findByName(name: string): Conversation | undefined {
    return this.list().find((conversation) => conversation.kind !== 'direct' && conversation.name === name);
  }

  /** The direct message between the bot and the person. */
  findDirect(personId: string): Conversation | undefined {
    if (personId === this.#botUserId) return undefined;
    return this.list().find(({ kind, members }) => kind === 'direct' && members.includes(personId));
  }

  list(): readonly Conversation[] {
    return [...this.#byId.values()];
  }

  hasBot(conversation: Conversation): boolean {
    return conversation.members.includes(this.#botUserId);
  }

  change(id: string, changes: Partial<Omit<Conversation, 'id'>>): Conversation | undefined {
    const conversation = this.#byId.get(id);
    if (!conversation) return undefined;
    const changed = { ...conversation, ...changes };
    this.#byId.set(id, changed);
    return changed;
  }

  #directWith(person: PersonRecord, createdAtS: number): Conversation {
    return {
      id: `D${person.id.slice(1)}`,
      name: person.name,
      kind: 'direct',
      topic: '',
      members: [person.id, this.#botUserId],
      ...startsWithout,
      createdAtS,
    };
  }
}

const startsWithout = {
  isArchived: false,
  isPostingRestricted: false,
  isPendingExtShared: false,
  isOrgShared: false,
};

/** Members see what they are in; a public channel is open to every full member of the home team. */
export function isVisible(conversation: Conversation, person: PersonRecord): boolean {
  if (conversation.members.includes(person.id)) return true;
  return conversation.kind === 'public' && isFullMember(person);
}
