import { type RefusalCode, SlackRefusal } from '../model/slack-refusal.ts';
import type { Workspace } from '../model/workspace.ts';

/** Mistakes in the app's request, which are shown in the channel. Missing access to a channel is not one. */
const mistakes: ReadonlySet<RefusalCode> = new Set<RefusalCode>([
  'duplicate_external_id',
  'exchanged_trigger_id',
  'expired_trigger_id',
  'expired_url',
  'invalid_arguments',
  'invalid_blocks',
  'invalid_blocks_format',
  'invalid_metadata_format',
  'invalid_payload',
  'invalid_trigger_id',
  'msg_blocks_too_long',
  'msg_too_long',
  'no_text',
  'push_limit_reached',
  'used_url',
  'view_too_large',
]);

/**
 * Puts a notice into the channel concerned where Slack refused what the bot sent for what was in it.
 * Throws on any error that is no refusal.
 */
export function reportRefusal(
  workspace: Workspace,
  error: unknown,
  where: { method: string; channelId: string | null; onlyFor: string | null },
): void {
  if (!(error instanceof SlackRefusal)) throw error;
  if (!mistakes.has(error.code)) return;
  if (where.channelId === null || !workspace.conversations.find(where.channelId)) return;
  workspace.messages.post({
    channel: where.channelId,
    user: workspace.content.app.botUserId,
    text: '',
    onlyFor: where.onlyFor,
    notice: { kind: 'refused', method: where.method, error: error.code, details: error.details },
  });
}
