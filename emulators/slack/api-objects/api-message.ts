import type { JsonObject } from '../json-object.ts';
import type { StoredMessage } from '../model/message-log.ts';
import type { WorkspaceContent } from '../model/workspace-content.ts';

/**
 * The message object of the Web API and of interaction payloads.
 * Source: https://docs.slack.dev/reference/methods/chat.postMessage
 */
export function apiMessageFrom(
  message: StoredMessage,
  { app, team }: WorkspaceContent,
  { withMetadata }: { withMetadata: boolean },
): JsonObject {
  const isFromBot = message.user === app.botUserId;
  return {
    type: 'message',
    user: message.user,
    ts: message.ts,
    team: team.id,
    text: message.text,
    ...(isFromBot ? { bot_id: app.botId, app_id: app.id } : {}),
    ...(message.blocks.length > 0 ? { blocks: message.blocks } : {}),
    ...(message.threadTs === null ? {} : { thread_ts: message.threadTs }),
    ...(message.editedAt === null ? {} : { edited: { user: message.user, ts: message.editedAt } }),
    ...(withMetadata && message.metadata !== null ? { metadata: message.metadata } : {}),
  };
}
