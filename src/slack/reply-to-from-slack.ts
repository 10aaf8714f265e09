import type { ViewSubmitAction } from '@slack/bolt';
import { z } from 'zod';
import { parseBlockMetadata } from './payloads/block-modal.ts';
import { parseDeclineMetadata } from './payloads/decline-modal.ts';
import { parseKickMetadata } from './payloads/kick-modal.ts';
import { parseUnblockMetadata } from './payloads/unblock-modal.ts';
import type { ReplyTo } from './replies.ts';
import { threadFrom } from './thread-from-slack.ts';

/** The fields in any of Slack's requests that say whom to answer, and where. */
const bodySchema = z.object({
  type: z.string().optional(),
  user_id: z.string().optional(),
  channel_id: z.string().optional(),
  response_url: z.string().optional(),
  trigger_id: z.string().optional(),
  user: z.object({ id: z.string() }).optional(),
  channel: z.object({ id: z.string() }).nullish(),
  container: z.object({ channel_id: z.string().optional() }).optional(),
  view: z.object({ private_metadata: z.string().optional() }).nullish(),
});

/**
 * Reads where a request of any kind can be answered; undefined if it names no person.
 *
 * A submission is answered in the direct message. Its outcome is shown in the channel, so the answer is a failure or a
 * denial, and Slack shows an ephemeral message only to people who are active at that moment.
 *
 * @see https://docs.slack.dev/reference/methods/chat.postEphemeral
 */
export function replyToFrom(body: ViewSubmitAction): ReplyTo;
export function replyToFrom(body: unknown): ReplyTo | undefined;
export function replyToFrom(body: unknown): ReplyTo | undefined {
  const { data } = bodySchema.safeParse(body);
  const person = data?.user_id ?? data?.user?.id;
  if (data === undefined || person === undefined) return undefined;

  const remembered = data.view?.private_metadata ?? '';
  const memory =
    parseKickMetadata(remembered) ??
    parseBlockMetadata(remembered) ??
    parseUnblockMetadata(remembered) ??
    parseDeclineMetadata(remembered);
  const channel = data.channel_id ?? data.channel?.id ?? data.container?.channel_id ?? memory?.channel;
  const thread = threadFrom(body) ?? memory?.thread;
  const isDirect = data.type === 'view_submission';
  const { response_url: responseUrl, trigger_id: triggerId } = data;
  return { person, channel, thread, isDirect, responseUrl: responseUrl || undefined, triggerId };
}
