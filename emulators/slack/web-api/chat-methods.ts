import { apiMessageFrom } from '../api-objects/api-message.ts';
import { messageContentFrom } from '../interactions/message-content.ts';
import type { Conversation } from '../model/conversations.ts';
import { isLasting, type StoredMessage } from '../model/message-log.ts';
import { SlackRefusal } from '../model/slack-refusal.ts';
import { isJsonObject, type JsonObject, objectAt, stringAt } from '../protocol/json-object.ts';
import { type Call, knownConversation, knownPerson, type Method } from './method.ts';

/** Source: https://docs.slack.dev/reference/methods/chat.postMessage */
const chatPostMessage: Method = {
  token: 'bot',
  scopes: ['chat:write'],
  run: (call) => {
    const { workspace, args } = call;
    const conversation = writableConversation(call);
    const threadTs = knownThread(call, conversation);
    const message = workspace.messages.post({
      channel: conversation.id,
      user: workspace.content.app.botUserId,
      ...messageContentFrom(args.optionalText('text'), args.json('blocks'), workspace.newId),
      threadTs,
      isBroadcast: threadTs !== null && args.flag('reply_broadcast'),
      metadata: metadataFrom(call) ?? null,
    });
    return answerWith(call, message);
  },
};

/**
 * Answers the same whether or not the message reaches the person: "Ephemeral message delivery is not guaranteed".
 * Source: https://docs.slack.dev/reference/methods/chat.postEphemeral
 */
const chatPostEphemeral: Method = {
  token: 'bot',
  scopes: ['chat:write'],
  run: (call) => {
    const { workspace, args } = call;
    const conversation = writableConversation(call);
    const person = knownPerson(call);
    if (!conversation.members.includes(person.id)) throw new SlackRefusal('user_not_in_channel');
    const content = messageContentFrom(args.optionalText('text'), args.json('blocks'), workspace.newId);
    if (person.isAway) return { message_ts: (workspace.now() / 1_000).toFixed(6) };
    const message = workspace.messages.post({
      channel: conversation.id,
      user: workspace.content.app.botUserId,
      ...content,
      threadTs: args.optionalText('thread_ts') ?? null,
      onlyFor: person.id,
    });
    return { message_ts: message.ts };
  },
};

/**
 * With `text` alone the blocks go; with blocks the message is not marked as edited.
 * Source: https://docs.slack.dev/reference/methods/chat.update
 */
const chatUpdate: Method = {
  token: 'bot',
  scopes: ['chat:write'],
  run: (call) => {
    const { workspace, args } = call;
    const message = ownMessage(call, 'cant_update_message');
    const text = args.optionalText('text');
    const blocks = args.json('blocks');
    if (text !== undefined && [...text].length > updateCharacters) throw new SlackRefusal('msg_too_long');
    const content =
      text === undefined && blocks === undefined && metadataFrom(call)
        ? { text: message.text, blocks: message.blocks }
        : messageContentFrom(text, blocks, workspace.newId);
    const updated = {
      ...message,
      ...content,
      editedAt: content.blocks.length > 0 ? message.editedAt : (workspace.now() / 1_000).toFixed(6),
      metadata: metadataFrom(call) ?? message.metadata,
    };
    workspace.messages.put(updated);
    return { ...answerWith(call, updated), text: updated.text };
  },
};

/** An update takes less text than a new message: "The text field cannot exceed 4,000 characters." */
const updateCharacters = 4_000;

/** Source: https://docs.slack.dev/reference/methods/chat.delete */
const chatDelete: Method = {
  token: 'bot',
  scopes: ['chat:write'],
  run: (call) => {
    const message = ownMessage(call, 'cant_delete_message');
    call.workspace.messages.remove(message);
    return { channel: message.channel, ts: message.ts };
  },
};

/** Source: https://docs.slack.dev/reference/methods/chat.getPermalink */
const chatGetPermalink: Method = {
  token: 'bot',
  scopes: [],
  run: (call) => {
    const { workspace, args } = call;
    const conversation = knownConversation(call);
    const message = workspace.messages.find(conversation.id, args.text('message_ts'));
    if (!message || !isLasting(message)) throw new SlackRefusal('message_not_found');
    const thread = message.threadTs === null ? '' : `?thread_ts=${message.threadTs}&cid=${conversation.id}`;
    const path = `${conversation.id}/p${message.ts.replace('.', '')}${thread}`;
    return {
      channel: conversation.id,
      permalink: `https://${workspace.content.team.domain}.slack.com/archives/${path}`,
    };
  },
};

export const chatMethods = {
  'chat.postMessage': chatPostMessage,
  'chat.postEphemeral': chatPostEphemeral,
  'chat.update': chatUpdate,
  'chat.delete': chatDelete,
  'chat.getPermalink': chatGetPermalink,
};

/**
 * The conversation that the bot may write to. A person's id means the direct message with them.
 * @throws SlackRefusal `channel_not_found`, `not_in_channel`, `is_archived`, `restricted_action`
 */
export function writableConversation(call: Call, key = 'channel'): Conversation {
  const { conversations } = call.workspace;
  const conversation = conversations.findDirect(call.args.text(key)) ?? knownConversation(call, key);
  if (!conversations.hasBot(conversation)) throw new SlackRefusal('not_in_channel');
  if (conversation.isArchived) throw new SlackRefusal('is_archived');
  if (conversation.isPostingRestricted) throw new SlackRefusal('restricted_action');
  return conversation;
}

/** Ephemeral messages are not found: only a response_url reaches them. */
function ownMessage(call: Call, code: 'cant_update_message' | 'cant_delete_message'): StoredMessage {
  const { workspace, args } = call;
  const conversation = knownConversation(call);
  const message = workspace.messages.find(conversation.id, args.text('ts'));
  if (!message || !isLasting(message)) throw new SlackRefusal('message_not_found');
  if (message.user !== workspace.content.app.botUserId) throw new SlackRefusal(code);
  if (conversation.isArchived) throw new SlackRefusal('is_archived');
  return message;
}

/** @throws SlackRefusal `thread_not_found` */
export function knownThread({ workspace, args }: Call, conversation: Conversation): string | null {
  const threadTs = args.optionalText('thread_ts');
  if (threadTs === undefined || threadTs === '') return null;
  const parent = workspace.messages.find(conversation.id, threadTs);
  if (!parent || !isLasting(parent)) throw new SlackRefusal('thread_not_found');
  return parent.threadTs ?? parent.ts;
}

/**
 * Source: https://docs.slack.dev/messaging/message-metadata
 * @throws SlackRefusal `invalid_metadata_format`
 */
function metadataFrom({ args }: Call): JsonObject | undefined {
  const metadata = args.json('metadata');
  if (metadata === undefined) return undefined;
  if (!isJsonObject(metadata) || !stringAt(metadata, 'event_type') || !objectAt(metadata, 'event_payload')) {
    throw new SlackRefusal('invalid_metadata_format');
  }
  return metadata;
}

function answerWith({ workspace }: Call, message: StoredMessage): JsonObject {
  return {
    channel: message.channel,
    ts: message.ts,
    message: apiMessageFrom(message, workspace, { withMetadata: true }),
  };
}
