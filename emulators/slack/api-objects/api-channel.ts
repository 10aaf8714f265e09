import type { Conversation } from '../model/conversations.ts';
import type { Workspace } from '../model/workspace.ts';
import type { JsonObject } from '../protocol/json-object.ts';

/**
 * The conversation object of the Web API.
 * Source: https://docs.slack.dev/reference/objects/conversation-object; fields that it does not list are in
 * `ConversationsInfoResponse` of `@slack/web-api`.
 */
export function apiChannelFrom(conversation: Conversation, workspace: Workspace): JsonObject {
  return conversation.kind === 'direct'
    ? apiDirectFrom(conversation, workspace)
    : channelFrom(conversation, workspace);
}

/** The direct message with the bot, also in the answer of `conversations.open`. */
export function apiDirectFrom(conversation: Conversation, { content, omissions }: Workspace): JsonObject {
  const { id, createdAtS, members } = conversation;
  return {
    id,
    created: createdAtS,
    is_archived: false,
    is_im: true,
    is_org_shared: false,
    context_team_id: content.team.id,
    user: members.find((member) => member !== content.app.botUserId),
    is_user_deleted: false,
    priority: 0,
    ...omissions.some(id, {
      last_read: '0000000000.000000',
      latest: null,
      unread_count: 0,
      unread_count_display: 0,
      is_open: true,
      updated: createdAtS * 1_000,
    }),
  };
}

function channelFrom(conversation: Conversation, { content, omissions }: Workspace): JsonObject {
  const { id, name, isOrgShared, isPendingExtShared, createdAtS } = conversation;
  const { app, team } = content;
  return {
    id,
    name,
    name_normalized: name,
    previous_names: [],
    is_channel: true,
    is_group: false,
    is_im: false,
    is_mpim: false,
    is_private: conversation.kind !== 'public',
    is_archived: conversation.isArchived,
    is_general: name === 'general',
    is_member: conversation.members.includes(app.botUserId),
    created: createdAtS,
    creator: 'U0OMAR',
    unlinked: 0,
    context_team_id: team.id,
    topic: { value: conversation.topic, creator: '', last_set: 0 },
    purpose: { value: '', creator: '', last_set: 0 },
    is_ext_shared: conversation.kind === 'shared',
    ...sharingFrom(conversation, content),
    ...sometimes({ is_org_shared: isOrgShared, is_pending_ext_shared: isPendingExtShared }),
    ...omissions.some(id, {
      conversation_host_id: team.id,
      is_read_only: false,
      is_thread_only: false,
      is_non_threadable: false,
      is_moved: 0,
      is_global_shared: false,
      is_org_default: false,
      is_org_mandatory: false,
      last_read: '0000000000.000000',
      updated: createdAtS * 1_000,
      properties: {
        is_dormant: false,
        tabs: [{ id: 'Ct0RUNBOOK', label: 'Runbook', type: 'canvas' }],
        tabz: [{ type: 'canvas' }],
        has_slack_connect_invite_created: false,
      },
    }),
  };

  /** True flags are always sent; false ones may be null or missing. */
  function sometimes(flags: Readonly<Record<string, boolean>>): JsonObject {
    const yes = Object.entries(flags).filter(([, flag]) => flag);
    return { ...omissions.some(id, flags), ...Object.fromEntries(yes) };
  }
}

/** The teams that a channel is shared with. For a channel that is not shared, the lists are empty or missing. */
function sharingFrom(
  { kind, isOrgShared, isPendingExtShared }: Conversation,
  { team, partner, siblings = [] }: Workspace['content'],
): JsonObject {
  const own = isOrgShared ? [team, ...siblings] : [team];
  const others = kind === 'shared' ? [partner] : [];
  const invited = isPendingExtShared ? [partner.id] : [];
  return {
    is_shared: kind === 'shared' || isOrgShared,
    shared_team_ids: [...own, ...others].map(({ id }) => id),
    internal_team_ids: own.length > 1 ? own.map(({ id }) => id) : [],
    connected_team_ids: others.map(({ id, organization }) => organization?.id ?? id),
    connected_limited_team_ids: [],
    pending_shared: invited,
    pending_connected_team_ids: invited,
  };
}
