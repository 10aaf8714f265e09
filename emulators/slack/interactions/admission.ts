import type { Conversation } from '../model/conversations.ts';
import type { PersonRecord } from '../model/directory.ts';
import type { Workspace } from '../model/workspace.ts';

export type Admission =
  | { readonly admitted: true; readonly person: PersonRecord; readonly conversation: Conversation }
  | { readonly admitted: false; readonly error: string };

/** Whether Slack's client would let this person write or command in this channel at all. */
export function admit(workspace: Workspace, personId: string, channelId: string): Admission {
  const person = workspace.directory.find(personId);
  if (!person || person.isBot) return { admitted: false, error: 'user_not_found' };
  if (person.deleted) return { admitted: false, error: 'account_inactive' };
  const conversation = workspace.conversations.find(channelId);
  if (!conversation || !workspace.sees(personId, channelId)) {
    return { admitted: false, error: 'channel_not_found' };
  }
  if (conversation.isArchived) return { admitted: false, error: 'is_archived' };
  if (!conversation.members.includes(personId)) return { admitted: false, error: 'not_in_channel' };
  return { admitted: true, person, conversation };
}
