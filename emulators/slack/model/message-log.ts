import type { Message, MessageFile, Notice } from '../protocol/client-protocol.ts';
import type { JsonObject } from '../protocol/json-object.ts';
import type { Audience, ChangeFeed } from './change-feed.ts';

/** A message as the workspace keeps it: what people see, and what the app put beside it. */
export interface StoredMessage extends Message {
  readonly blocks: readonly JsonObject[];
  readonly metadata: JsonObject | null;
}

export interface MessageDraft {
  readonly channel: string;
  readonly user: string;
  readonly text: string;
  readonly blocks?: readonly JsonObject[];
  readonly files?: readonly MessageFile[];
  readonly threadTs?: string | null;
  readonly isBroadcast?: boolean;
  readonly onlyFor?: string | null;
  readonly metadata?: JsonObject | null;
  readonly notice?: Notice | null;
}

/** All messages of a workspace, oldest first: ephemeral ones and notices too, which the Web API never lists. */
export class MessageLog {
  readonly #byKey = new Map<string, StoredMessage>();
  readonly #feed: ChangeFeed;
  readonly #newTs: () => string;
  readonly #membersAudience: (channelId: string) => Audience;
  readonly #onPost: (message: StoredMessage) => void;

  /** @param onPost Told of each new message that stays in its channel. */
  constructor(
    feed: ChangeFeed,
    newTs: () => string,
    membersAudience: (channelId: string) => Audience,
    onPost: (message: StoredMessage) => void,
  ) {
    this.#feed = feed;
    this.#newTs = newTs;
    this.#membersAudience = membersAudience;
    this.#onPost = onPost;
  }

  post(draft: MessageDraft): StoredMessage {
    const message: StoredMessage = {
      channel: draft.channel,
      ts: this.#newTs(),
      threadTs: draft.threadTs ?? null,
      isBroadcast: draft.isBroadcast ?? false,
      user: draft.user,
      text: draft.text,
      blocks: draft.blocks ?? [],
      files: draft.files ?? [],
      editedAt: null,
      onlyFor: draft.onlyFor ?? null,
      notice: draft.notice ?? null,
      metadata: draft.metadata ?? null,
    };
    this.put(message);
    if (isLasting(message)) this.#onPost(message);
    return message;
  }

  /** Adds the message, or replaces the one with its channel and ts. */
  put(message: StoredMessage): void {
    this.#byKey.set(keyOf(message.channel, message.ts), message);
    this.#feed.publish({ kind: 'message', message: clientMessageFrom(message) }, this.#audienceOf(message));
  }

  find(channel: string, ts: string): StoredMessage | undefined {
    return this.#byKey.get(keyOf(channel, ts));
  }

  remove(message: StoredMessage): void {
    this.#byKey.delete(keyOf(message.channel, message.ts));
    this.#feed.publish(
      { kind: 'message_removed', channel: message.channel, ts: message.ts },
      this.#audienceOf(message),
    );
  }

  list(): readonly StoredMessage[] {
    return [...this.#byKey.values()];
  }

  /** What stays in the channel for everybody: all that `conversations.history` and `chat.update` know of. */
  listLasting(channel: string): readonly StoredMessage[] {
    return this.list().filter((message) => message.channel === channel && isLasting(message));
  }

  #audienceOf({ channel, onlyFor }: StoredMessage): Audience {
    return onlyFor === null ? this.#membersAudience(channel) : (personId) => personId === onlyFor;
  }
}

export function isLasting(message: StoredMessage): boolean {
  return message.onlyFor === null && message.notice === null;
}

export function clientMessageFrom({ metadata: _kept, ...message }: StoredMessage): Message {
  return message;
}

function keyOf(channel: string, ts: string): string {
  return `${channel} ${ts}`;
}
