import type { Conversation } from '../model/conversations.ts';
import type { PersonRecord } from '../model/directory.ts';
import { SlackRefusal } from '../model/slack-refusal.ts';
import type { Workspace } from '../model/workspace.ts';
import type { JsonObject } from '../protocol/json-object.ts';
import type { Arguments } from './arguments.ts';

/** One call of a method, by a token that has been accepted. */
export interface Call {
  readonly workspace: Workspace;
  readonly args: Arguments;
  /** An address for one Socket Mode connection. */
  readonly socketUrl: () => string;
  /** The workspace's own address. */
  readonly address: () => string;
}

export interface Method {
  /** Which of the app's two tokens it takes, if any. */
  readonly token: 'bot' | 'app' | 'none';
  /** Scopes that every call needs. Where it depends on the channel, the method asks by {@link needScope}. */
  readonly scopes: readonly string[];
  /** The fields of the answer beside `ok`. @throws SlackRefusal */
  readonly run: (call: Call) => JsonObject;
}

/** @throws SlackRefusal `missing_scope`, with what is needed and what the manifest grants */
export function needScope({ manifest }: Workspace, scope: string): void {
  if (manifest.botScopes.includes(scope)) return;
  throw new SlackRefusal('missing_scope', {
    fields: { needed: scope, provided: manifest.botScopes.join(',') },
  });
}

/**
 * The conversation that the argument names, as far as the bot may know of it.
 * @throws SlackRefusal `channel_not_found` for an unknown one and for a private one without the bot
 */
export function knownConversation({ workspace, args }: Call, key = 'channel'): Conversation {
  const conversation = workspace.conversations.find(args.text(key));
  if (!conversation) throw new SlackRefusal('channel_not_found');
  if (conversation.kind !== 'public' && !workspace.conversations.hasBot(conversation)) {
    throw new SlackRefusal('channel_not_found');
  }
  return conversation;
}

/** The scope that reading a conversation takes, by its kind: `channels:read`, `groups:history`, … */
export function scopeFor({ kind }: Conversation, right: 'read' | 'history'): string {
  if (kind === 'direct') return `im:${right}`;
  return kind === 'public' ? `channels:${right}` : `groups:${right}`;
}

/** @throws SlackRefusal `user_not_found` */
export function knownPerson({ workspace, args }: Call, key = 'user'): PersonRecord {
  const person = workspace.directory.find(args.text(key));
  if (!person) throw new SlackRefusal('user_not_found');
  return person;
}

/**
 * One page of a list and the cursor to the next.
 * Source: https://docs.slack.dev/apis/web-api/pagination
 * @throws SlackRefusal `invalid_cursor`
 */
export function page<Item>(
  items: readonly Item[],
  { args }: Call,
  usual: number,
): { readonly items: readonly Item[]; readonly nextCursor: string } {
  const cursor = args.optionalText('cursor') ?? '';
  const start = cursor === '' ? 0 : startFrom(cursor);
  const end = start + args.count('limit', usual, 1_000);
  return {
    items: items.slice(start, end),
    nextCursor: end < items.length ? Buffer.from(`next:${end}`).toString('base64') : '',
  };
}

function startFrom(cursor: string): number {
  const match = /^next:(\d+)$/.exec(Buffer.from(cursor, 'base64').toString('utf8'));
  if (!match?.[1]) throw new SlackRefusal('invalid_cursor');
  return Number(match[1]);
}
