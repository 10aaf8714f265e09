import { z } from 'zod';
import type { Channel } from '../core/channel.ts';
import { parseChannelId } from '../core/ids.ts';

/** What of `conversations.info` decides about a channel. @see https://docs.slack.dev/reference/objects/conversation-object */
const conversationSchema = z.object({
  id: z.string(),
  name: z.string().nullish(),
  is_private: z.boolean(),
  is_archived: z.boolean().nullish(),
  is_shared: z.boolean().nullish(),
  is_ext_shared: z.boolean().nullish(),
  is_pending_ext_shared: z.boolean().nullish(),
  is_org_shared: z.boolean().nullish(),
});
type Conversation = z.infer<typeof conversationSchema>;

/** Reads the `channel` of a `conversations.info` answer; undefined when it does not tell enough. */
export function parseChannelFromSlack(conversation: unknown): Channel | undefined {
  const parsed = conversationSchema.safeParse(conversation);
  const id = parsed.success ? parseChannelId(parsed.data.id) : undefined;
  if (!parsed.success || id === undefined) return undefined;

  const { name, is_private: isPrivate, is_archived: isArchived, is_org_shared: isOrgShared } = parsed.data;
  return {
    id,
    name: name ?? id,
    isPrivate,
    isArchived: isArchived === true,
    isShared: isSharedBeyondCompany(parsed.data),
    isOrgShared: isOrgShared === true,
  };
}

/** `is_shared` stands for either kind of sharing: only where Slack rules out the other one, it is the company's own. */
function isSharedBeyondCompany(conversation: Conversation): boolean {
  const { is_shared: isShared, is_org_shared: isOrgShared, is_ext_shared: isExternal } = conversation;
  if (isExternal || conversation.is_pending_ext_shared) return true;
  const isOfCompany = isOrgShared === true && isExternal === false;
  return (isShared === true || isOrgShared === true) && !isOfCompany;
}
