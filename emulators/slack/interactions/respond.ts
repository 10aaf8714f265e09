import type { StoredMessage } from '../model/message-log.ts';
import type { ResponseTarget } from '../model/response-urls.ts';
import { SlackRefusal } from '../model/slack-refusal.ts';
import type { Workspace } from '../model/workspace.ts';
import { type JsonObject, stringAt } from '../protocol/json-object.ts';
import { messageContentFrom } from './message-content.ts';

/**
 * Does what an answer by response_url, or in the acknowledgement of a command, asks for. It works in channels
 * that the bot is not in, and is the only way to change or delete an ephemeral message.
 * Source: https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
 * @throws SlackRefusal
 */
export function respond(workspace: Workspace, target: ResponseTarget, answer: JsonObject): void {
  const original = originalOf(workspace, target);
  if (answer.delete_original === true && original) {
    workspace.messages.remove(original);
    if (answer.text === undefined && answer.blocks === undefined) return;
  }
  const content = messageContentFrom(answer.text, answer.blocks, workspace.newId);
  // After a slash command there is no original: https://github.com/slackapi/bolt-python/issues/1268
  if (answer.replace_original === true && target.kind === 'action') {
    if (!original) throw new SlackRefusal('message_not_found');
    workspace.messages.put({ ...original, ...content });
    return;
  }
  workspace.messages.post({
    channel: target.channelId,
    user: workspace.content.app.botUserId,
    ...content,
    threadTs: stringAt(answer, 'thread_ts') ?? null,
    onlyFor: answer.response_type === 'in_channel' ? null : target.personId,
  });
}

function originalOf({ messages }: Workspace, target: ResponseTarget): StoredMessage | undefined {
  return target.messageTs === null ? undefined : messages.find(target.channelId, target.messageTs);
}
