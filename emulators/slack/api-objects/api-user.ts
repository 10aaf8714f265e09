import type { PersonRecord } from '../model/directory.ts';
import type { Omissions } from '../model/omissions.ts';
import type { Workspace } from '../model/workspace.ts';
import type { JsonObject } from '../protocol/json-object.ts';

/**
 * The user object of the Web API.
 * Source: https://docs.slack.dev/reference/objects/user-object; fields that it does not list are in `UsersInfoResponse`
 * and `UsersListResponse` of `@slack/web-api`.
 */
export function apiUserFrom(
  person: PersonRecord,
  workspace: Workspace,
  { withEmail, withLocale = false }: { withEmail: boolean; withLocale?: boolean },
): JsonObject {
  const { omissions } = workspace;
  return {
    id: person.id,
    ...teamOf(person, omissions),
    name: person.name,
    deleted: person.deleted,
    profile: profileFrom(person, workspace, withEmail),
    is_bot: person.isBot,
    is_app_user: false,
    updated: 0,
    ...(person.deleted ? {} : activeFieldsOf(person, omissions)),
    ...(isConfirmationTold(person) ? confirmationOf(person, omissions) : {}),
    ...strangerFieldOf(person, workspace),
    ...(withLocale ? { locale: 'en-US' } : {}),
    ...gridFieldsOf(person, omissions),
    ...omissions.some(person.id, { who_can_share_contact_card: 'EVERYONE', is_connector_bot: false }),
  };
}

/** Slack sends these of active accounts alone. */
function activeFieldsOf(person: PersonRecord, omissions: Omissions): JsonObject {
  return {
    real_name: person.realName,
    is_admin: false,
    is_owner: false,
    is_primary_owner: false,
    is_restricted: person.isRestricted,
    is_ultra_restricted: person.isUltraRestricted,
    ...omissions.some(person.id, {
      color: '2f6f8f',
      tz: 'Europe/Zurich',
      tz_label: 'Central European Time',
      tz_offset: 3600,
      has_2fa: true,
      two_factor_type: 'app',
      is_workflow_bot: false,
      is_invited_user: false,
    }),
  };
}

/** On Enterprise Grid, the workspaces are in `enterprise_user`, and `team_id` may be missing or name the organization. */
function teamOf({ id, teamId, organization, isStranger }: PersonRecord, omissions: Omissions): JsonObject {
  if (organization === null) return { team_id: teamId };
  return isStranger
    ? omissions.some(id, { team_id: omissions.pick(id, [teamId, organization.id]) })
    : omissions.some(id, { team_id: teamId });
}

/** Source: https://docs.slack.dev/enterprise/ */
function gridFieldsOf(
  { id, organization, workspaceIds, isBot }: PersonRecord,
  omissions: Omissions,
): JsonObject {
  if (organization === null || isBot) return {};
  return {
    enterprise_user: {
      id,
      enterprise_id: organization.id,
      enterprise_name: organization.name,
      is_admin: false,
      is_owner: false,
      is_primary_owner: false,
      teams: workspaceIds,
    },
    ...omissions.some(id, {
      teams: workspaceIds,
      enterprise_id: organization.id,
      enterprise_name: organization.name,
    }),
  };
}

function profileFrom(
  person: PersonRecord,
  { content, omissions }: Workspace,
  withEmail: boolean,
): JsonObject {
  const [firstName = '', lastName = ''] = person.realName.split(' ');
  return {
    real_name: person.realName,
    real_name_normalized: person.realName,
    display_name: person.name,
    display_name_normalized: person.name,
    ...(withEmail && person.email !== null && !person.isStranger ? { email: person.email } : {}),
    ...pictures(person.id),
    ...(person.isBot
      ? { api_app_id: content.app.id, bot_id: content.app.botId, always_active: true }
      : { first_name: firstName, last_name: lastName }),
    ...(person.isRestricted || person.isUltraRestricted ? { guest_invited_by: 'U0OMAR' } : {}),
    ...omissions.some(person.id, {
      team: person.teamId,
      title: '',
      phone: '',
      skype: '',
      pronouns: '',
      start_date: '',
      fields: {},
      status_text: 'On holiday',
      status_text_canonical: '',
      status_emoji: ':palm_tree:',
      status_emoji_display_info: [
        { emoji_name: 'palm_tree', display_alias: 'palm_tree', display_url: '', unicode: '1f334' },
      ],
      status_emoji_url: '',
      status_expiration: 0,
      huddle_state: 'default_unset',
      huddle_state_expiration_ts: 0,
    }),
  };
}

const sizes = ['24', '32', '48', '72', '192', '512', '1024', 'original'];

function pictures(id: string): JsonObject {
  const hash = `g${id.toLowerCase()}`;
  return {
    avatar_hash: hash,
    is_custom_image: true,
    ...Object.fromEntries(
      sizes.map((size) => [`image_${size}`, `https://avatars.slack-edge.com/${hash}_${size}.png`]),
    ),
  };
}

/** Undocumented. Sent for the workspace's own active people; false for a bot. */
function isConfirmationTold({ deleted, isStranger }: PersonRecord): boolean {
  return !deleted && !isStranger;
}

/** False is never left out: an app would otherwise trust an unconfirmed address. */
function confirmationOf({ id, isEmailConfirmed }: PersonRecord, omissions: Omissions): JsonObject {
  return isEmailConfirmed ? omissions.some(id, { is_email_confirmed: true }) : { is_email_confirmed: false };
}

/**
 * Of people from elsewhere, true where the app shares no channel with them; else false or missing. Of the workspace's
 * own people the flag is missing.
 */
function strangerFieldOf(
  { id, isStranger }: PersonRecord,
  { conversations, omissions }: Workspace,
): JsonObject {
  if (!isStranger) return {};
  const isInView = conversations
    .list()
    .some((conversation) => conversations.hasBot(conversation) && conversation.members.includes(id));
  return isInView ? omissions.some(id, { is_stranger: false }) : { is_stranger: true };
}
