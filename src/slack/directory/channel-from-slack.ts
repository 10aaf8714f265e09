import * as z from 'zod';
import type { Channel } from '../../domain/channel.ts';
import { parseChannelId } from '../../domain/ids.ts';

/**
 * The fields of `conversations.info` that Bouncer relies on.
 *
 * @see https://docs.slack.dev/reference/objects/conversation-object
 */
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

/** Parses the `channel` of a `conversations.info` response; undefined if a required field is missing. */
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

/**
 * `is_shared` covers both kinds of sharing. A channel counts as the company's own only if Slack rules out the other
 * kind.
 */
function isSharedBeyondCompany(conversation: Conversation): boolean {
  const { is_shared: isShared, is_org_shared: isOrgShared, is_ext_shared: isExternal } = conversation;
  if (isExternal || conversation.is_pending_ext_shared) return true;
  const isOfCompany = isOrgShared === true && isExternal === false;
  return (isShared === true || isOrgShared === true) && !isOfCompany;
}
