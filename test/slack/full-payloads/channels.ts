/** What is false of every channel here. */
const ordinary = Object.fromEntries(
  [
    'is_archived',
    'is_general',
    'is_group',
    'is_im',
    'is_mpim',
    'is_read_only',
    'is_thread_only',
    'is_non_threadable',
    'is_global_shared',
    'is_org_default',
    'is_org_mandatory',
    'is_pending_ext_shared',
  ].map((flag) => [flag, false]),
);

/** A private channel of this workspace alone. */
const alone = {
  ...ordinary,
  id: 'C0HELPDESK',
  name: 'helpdesk',
  name_normalized: 'helpdesk',
  previous_names: ['it-helpdesk'],
  topic: { value: 'Somebody’s VPN hangs? Here.', creator: 'U0HELGA', last_set: 1767225700 },
  purpose: { value: 'Help with VPN and laptops', creator: 'U0HELGA', last_set: 1767225800 },
  creator: 'U0HELGA',
  created: 1767225600,
  updated: 1767312000000,
  last_read: '1767312000.000100',
  locale: 'en-US',
  num_members: 12,
  unlinked: 0,
  is_moved: 0,
  is_channel: true,
  is_member: true,
  is_private: true,
  is_shared: false,
  is_ext_shared: false,
  is_org_shared: false,
  context_team_id: 'T0HOME',
  conversation_host_id: 'T0HOME',
  shared_team_ids: ['T0HOME'],
  internal_team_ids: [] as string[],
  connected_team_ids: [] as string[],
  connected_limited_team_ids: [] as string[],
  pending_shared: [] as string[],
  pending_connected_team_ids: [] as string[],
  properties: {
    tabs: [{ id: 'Ct0RUNBOOK', label: 'Runbook', type: 'canvas' }],
    is_dormant: false,
    has_slack_connect_invite_created: false,
  },
};

/**
 * The `channel` of `conversations.info` of each kind of channel, for a bot of the workspace T0HOME, with the fields that
 * Slack sends of them. Source: https://docs.slack.dev/reference/objects/conversation-object
 */
export const channels = {
  alone,
  public: { ...alone, is_private: false },
  /** Shared by workspaces of an organization on Enterprise Grid. */
  orgShared: {
    ...alone,
    is_shared: true,
    is_org_shared: true,
    shared_team_ids: ['T0HOME', 'T0LABS'],
    internal_team_ids: ['T0HOME', 'T0LABS'],
    conversation_host_id: 'E0ACME',
    context_team_id: 'E0ACME',
  },
  /** Shared with another organization. Source: https://docs.slack.dev/apis/slack-connect */
  connect: {
    ...alone,
    is_shared: true,
    is_ext_shared: true,
    shared_team_ids: ['T0HOME', 'E0PARTNER'],
    connected_team_ids: ['E0PARTNER'],
  },
};

export type ChannelKind = keyof typeof channels;
