import { z } from 'zod';
import type { Channel } from '../core/channel.ts';
import { parseChannelId } from '../core/ids.ts';

/** What of `conversations.info` decides about a channel. @see https://docs.slack.dev/reference/objects/conversation-object */
const conversationSchema = z.object({
  id: z.string(),
  name: z.string().optional(),
  is_private: z.boolean(),
  is_archived: z.boolean().optional(),
  is_shared: z.boolean().optional(),
  is_ext_shared: z.boolean().optional(),
  is_pending_ext_shared: z.boolean().optional(),
  is_org_shared: z.boolean().optional(),
});

/** Reads the `channel` of a `conversations.info` answer; undefined when it does not tell enough. */
export function parseChannelFromSlack(conversation: unknown): Channel | undefined {
  const parsed = conversationSchema.safeParse(conversation);
  const id = parsed.success ? parseChannelId(parsed.data.id) : undefined;
  if (!parsed.success || id === undefined) return undefined;

  const { name, is_private: isPrivate, is_archived: isArchived = false, ...shared } = parsed.data;
  return {
    id,
    name: name ?? id,
    isPrivate,
    isArchived,
    isShared: [
      shared.is_shared,
      shared.is_ext_shared,
      shared.is_pending_ext_shared,
      shared.is_org_shared,
    ].includes(true),
  };
}
