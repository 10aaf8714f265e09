import type { JsonObject } from '../json-object.ts';
import type { Conversation } from '../model/conversations.ts';
import type { WorkspaceContent } from '../model/workspace-content.ts';

/**
 * The conversation object of the Web API.
 * Source: https://docs.slack.dev/reference/objects/conversation-object
 */
export function apiChannelFrom(conversation: Conversation, content: WorkspaceContent): JsonObject {
  return conversation.kind === 'direct'
    ? directFrom(conversation, content)
    : channelFrom(conversation, content);
}

function channelFrom(conversation: Conversation, { app, team, partner }: WorkspaceContent): JsonObject {
  const isShared = conversation.kind === 'shared';
  const isPrivate = conversation.kind !== 'public';
  return {
    id: conversation.id,
    name: conversation.name,
    name_normalized: conversation.name,
    previous_names: [],
    is_channel: true,
    is_group: false,
    is_im: false,
    is_mpim: false,
    is_private: isPrivate,
    is_archived: conversation.isArchived,
    is_general: conversation.name === 'general',
    is_shared: isShared,
    is_ext_shared: isShared,
    is_pending_ext_shared: conversation.isPendingExtShared,
    is_org_shared: conversation.isOrgShared,
    is_member: conversation.members.includes(app.botUserId),
    created: conversation.createdAtS,
    creator: 'U0OMAR',
    unlinked: 0,
    context_team_id: team.id,
    shared_team_ids: isShared ? [team.id, partner.id] : [team.id],
    topic: { value: conversation.topic, creator: '', last_set: 0 },
    purpose: { value: '', creator: '', last_set: 0 },
  };
}

function directFrom(conversation: Conversation, { app, team }: WorkspaceContent): JsonObject {
  return {
    id: conversation.id,
    created: conversation.createdAtS,
    is_archived: false,
    is_im: true,
    is_org_shared: false,
    context_team_id: team.id,
    user: conversation.members.find((member) => member !== app.botUserId),
    is_user_deleted: false,
    priority: 0,
  };
}
