import { type Fields, fields, list, object } from './field-notation.ts';

// The objects that several methods and payloads share. Of what the pages of Slack's documentation do not list, the names
// and kinds are those of the types of Slack's own client (`@slack/web-api`).

/** Source: https://docs.slack.dev/reference/block-kit/composition-objects/text-object */
export const plainText = fields(`
  type text: string
  emoji: boolean
`);

/** Source: https://docs.slack.dev/reference/block-kit/composition-objects/option-object */
export const option: Fields = {
  ...object('text', plainText),
  ...fields('value: string'),
  ...object('description', plainText),
};

/** Source: https://docs.slack.dev/reference/block-kit/composition-objects/confirmation-dialog-object */
export const confirmation: Fields = {
  ...object('title', plainText),
  ...object('text', plainText),
  ...object('confirm', plainText),
  ...object('deny', plainText),
  ...fields('style: string'),
};

/** Source: https://docs.slack.dev/reference/objects/user-object; for `enterprise_user`, https://docs.slack.dev/enterprise */
export const user: Fields = {
  ...fields(`
    id team_id name real_name color locale: string
    tz tz_label: string
    tz_offset updated: number
    deleted is_admin is_owner is_primary_owner is_restricted is_ultra_restricted: boolean
    is_bot is_app_user is_workflow_bot is_connector_bot: boolean
    is_stranger is_invited_user is_email_confirmed has_2fa: boolean
    two_factor_type who_can_share_contact_card: string
    enterprise_id enterprise_name: string
    teams: list
  `),
  ...object(
    'enterprise_user',
    fields(`
      id enterprise_id enterprise_name: string
      is_admin is_owner is_primary_owner: boolean
      teams: list
    `),
  ),
  ...object(
    'profile',
    fields(`
      real_name real_name_normalized display_name display_name_normalized: string
      first_name last_name pronouns title team: string
      email phone skype start_date: string
      fields: object
      avatar_hash image_24 image_32 image_48 image_72 image_192 image_512 image_1024 image_original: string
      is_custom_image: boolean
      status_text status_text_canonical status_emoji status_emoji_url: string
      status_expiration: number
      huddle_state: string
      huddle_state_expiration_ts: number
      guest_invited_by: string
      guest_expiration_ts: number
      api_app_id bot_id: string
      always_active: boolean
    `),
    list('status_emoji_display_info', fields('emoji_name display_alias display_url unicode: string')),
  ),
};

const note = fields(`
  value creator: string
  last_set: number
`);

/** A channel. Source: https://docs.slack.dev/reference/objects/conversation-object */
export const channel: Fields = {
  ...fields(`
    id name name_normalized creator locale: string
    previous_names: list
    created updated unlinked num_members: number
    is_channel is_group is_im is_mpim is_private is_general is_archived is_member: boolean
    is_shared is_ext_shared is_org_shared is_pending_ext_shared: boolean
    shared_team_ids internal_team_ids connected_team_ids connected_limited_team_ids: list
    pending_shared pending_connected_team_ids: list
    context_team_id conversation_host_id last_read: string
    is_read_only is_thread_only is_non_threadable: boolean
    is_global_shared is_org_default is_org_mandatory: boolean
    is_moved: number
  `),
  ...object('topic', note),
  ...object('purpose', note),
  ...object(
    'properties',
    fields('is_dormant has_slack_connect_invite_created: boolean'),
    list('tabs', fields('id label type: string')),
    list('tabz', fields('type: string')),
  ),
};

/** A direct message. Source: https://docs.slack.dev/reference/methods/conversations.open */
export const direct = fields(`
  id user context_team_id last_read: string
  is_im is_archived is_org_shared is_open: boolean
  created updated priority unread_count unread_count_display: number
  latest: object
`);

/** Source: https://docs.slack.dev/reference/objects/usergroup-object */
export const usergroup: Fields = {
  ...fields(`
    id team_id enterprise_subteam_id name handle description: string
    is_usergroup is_subteam is_external is_section is_idp_group is_org_level: boolean
    is_visible is_editing_restricted is_membership_locked auto_provision: boolean
    date_create date_update date_delete: number
    auto_type created_by updated_by deleted_by: string
    users: list
    user_count channel_count: number
  `),
  ...object('prefs', fields('channels groups: list')),
};

/** Source: https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload */
export const view: Fields = {
  ...fields(`
    id team_id app_id bot_id app_installed_team_id: string
    type callback_id external_id private_metadata hash: string
    root_view_id previous_view_id: string
    clear_on_close notify_on_close submit_disabled: boolean
    blocks: list
  `),
  ...object('title', plainText),
  ...object('submit', plainText),
  ...object('close', plainText),
  ...object('state', fields('values: object')),
};
