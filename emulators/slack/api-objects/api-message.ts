import type { StoredMessage } from '../model/message-log.ts';
import type { Workspace } from '../model/workspace.ts';
import type { JsonObject } from '../protocol/json-object.ts';
import { apiFileFrom } from './api-file.ts';

/**
 * The message object of the Web API and of interaction payloads.
 * Source: https://docs.slack.dev/reference/methods/chat.postMessage
 */
export function apiMessageFrom(
  message: StoredMessage,
  workspace: Workspace,
  { withMetadata }: { withMetadata: boolean },
): JsonObject {
  const { app, team } = workspace.content;
  const isFromBot = message.user === app.botUserId;
  return {
    type: 'message',
    ...(message.isBroadcast ? broadcastFields(message, workspace) : {}),
    user: message.user,
    ts: message.ts,
    team: team.id,
    text: message.text,
    ...(isFromBot
      ? { bot_id: app.botId, app_id: app.id, bot_profile: botProfileFrom(workspace) }
      : { client_msg_id: clientMessageId(message.ts) }),
    ...(message.blocks.length > 0 ? { blocks: message.blocks } : {}),
    ...(message.files.length > 0
      ? { files: message.files.map(({ id }) => apiFileFrom(id, workspace)), upload: true }
      : {}),
    ...(message.threadTs === null
      ? {}
      : { thread_ts: message.threadTs, ...parentOf(message, message.threadTs, workspace) }),
    ...(message.editedAt === null ? {} : { edited: { user: message.user, ts: message.editedAt } }),
    ...(withMetadata && message.metadata !== null ? { metadata: message.metadata } : {}),
  };
}

/** The fields of a message that has replies. */
export function threadFieldsFrom(message: StoredMessage, { messages }: Workspace): JsonObject {
  const replies = messages.listLasting(message.channel).filter(({ threadTs }) => threadTs === message.ts);
  if (replies.length === 0) return {};
  const users = [...new Set(replies.map(({ user }) => user))];
  return {
    thread_ts: message.ts,
    reply_count: replies.length,
    reply_users: users,
    reply_users_count: users.length,
    latest_reply: replies.at(-1)?.ts,
    is_locked: false,
    subscribed: true,
    last_read: replies.at(-1)?.ts,
  };
}

/** Source: https://docs.slack.dev/reference/events/message/thread_broadcast */
function broadcastFields({ channel, threadTs }: StoredMessage, workspace: Workspace): JsonObject {
  const root = workspace.messages.find(channel, threadTs ?? '');
  return {
    subtype: 'thread_broadcast',
    ...(root === undefined
      ? {}
      : {
          root: {
            ...apiMessageFrom(root, workspace, { withMetadata: false }),
            ...threadFieldsFrom(root, workspace),
          },
        }),
  };
}

function parentOf({ channel }: StoredMessage, threadTs: string, { messages }: Workspace): JsonObject {
  const parent = messages.find(channel, threadTs);
  return parent === undefined ? {} : { parent_user_id: parent.user };
}

function botProfileFrom({ content: { app, team }, manifest, omissions }: Workspace): JsonObject {
  return {
    id: app.botId,
    app_id: app.id,
    name: manifest.appName,
    deleted: false,
    updated: 0,
    team_id: team.id,
    icons: Object.fromEntries(
      [36, 48, 72].map((size) => [`image_${size}`, `https://a.slack-edge.com/bot_${size}.png`]),
    ),
    ...omissions.some(app.botId, { user_id: app.botUserId }),
  };
}

function clientMessageId(ts: string): string {
  return `00000000-0000-4000-8000-${ts.replace('.', '').slice(-12).padStart(12, '0')}`;
}
