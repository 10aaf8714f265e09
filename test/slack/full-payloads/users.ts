interface Described {
  readonly id: string;
  readonly realName: string;
  readonly email: string;
  /** The workspace or organization that the profile names. */
  readonly team?: string;
}

/** The flags that Slack sends of everybody. */
const ordinary = {
  deleted: false,
  is_bot: false,
  is_app_user: false,
  is_restricted: false,
  is_ultra_restricted: false,
  is_admin: false,
  is_owner: false,
  is_primary_owner: false,
};

/** What Slack sends of the workspace's own people alone. */
const ofTheWorkspace = { team_id: 'T0HOME', is_email_confirmed: true, has_2fa: true };

function account({ id, realName, email, team = 'T0HOME' }: Described) {
  const [firstName = '', lastName = ''] = realName.split(' ');
  const name = firstName.toLowerCase();
  return {
    ...ordinary,
    id,
    name,
    real_name: realName,
    color: '2f6f8f',
    tz: 'Europe/Vienna',
    tz_label: 'Central European Time',
    tz_offset: 3600,
    updated: 1767225600,
    who_can_share_contact_card: 'EVERYONE',
    profile: {
      ...lookOf(name, realName),
      team,
      email,
      first_name: firstName,
      last_name: lastName,
      pronouns: '',
      start_date: '2025-03-17',
      is_custom_image: true,
      huddle_state: 'default_unset',
      huddle_state_expiration_ts: 0,
    },
  };
}

/** The part of a profile that people and bots have. */
function lookOf(name: string, realName: string) {
  const pictures = [24, 32, 48, 72, 192, 512, 1024, 'original'].map((size) => [
    `image_${size}`,
    `https://pictures.acme.example/${name}-${size}.png`,
  ]);
  return {
    real_name: realName,
    real_name_normalized: realName,
    display_name: name,
    display_name_normalized: name,
    title: 'VPN and laptops',
    phone: '',
    skype: '',
    status_text: 'Lunch',
    status_text_canonical: '',
    status_emoji: ':soup:',
    status_emoji_display_info: [],
    status_expiration: 0,
    avatar_hash: `acme${name}`,
    ...Object.fromEntries(pictures),
  };
}

const gretasWorkspaces = ['T0LABS', 'T0HOME'];
const deploybot = { id: 'U0DEPLOYBOT', realName: 'Deploybot', email: '' };

/**
 * The `user` of `users.info` of each kind of person, for a bot of the workspace T0HOME, with the fields that Slack sends of
 * them. Source: https://docs.slack.dev/reference/objects/user-object
 */
export const users = {
  /** A full member of a workspace that is on no Grid. */
  member: {
    ...account({ id: 'U0HELGA', realName: 'Helga Huber', email: 'helga@example.com' }),
    ...ofTheWorkspace,
  },
  guest: {
    ...account({ id: 'U0GUS', realName: 'Gus Grant', email: 'gus@example.com' }),
    ...ofTheWorkspace,
    is_restricted: true,
    is_invited_user: true,
  },
  /**
   * Of another organization, in a channel of Slack Connect that the bot is in: Slack does not call such people strangers.
   * Source: https://docs.slack.dev/apis/slack-connect
   */
  stranger: {
    ...account({ id: 'U0OTTO', realName: 'Otto Olsen', email: 'helga@example.com', team: 'E0PARTNER' }),
    team_id: 'E0PARTNER',
    is_stranger: false,
    enterprise_user: {
      id: 'U0OTTO',
      enterprise_id: 'E0PARTNER',
      enterprise_name: 'Partner Group',
      teams: ['T0PARTNER'],
      is_admin: false,
      is_owner: false,
      is_primary_owner: false,
    },
  },
  /** Source: https://docs.slack.dev/enterprise */
  gridMember: {
    ...account({ id: 'W0GRETA', realName: 'Greta Gruber', email: 'greta@example.com', team: 'E0ACME' }),
    ...ofTheWorkspace,
    team_id: null,
    teams: gretasWorkspaces,
    enterprise_id: 'E0ACME',
    enterprise_name: 'Acme Group',
    enterprise_user: {
      id: 'W0GRETA',
      enterprise_id: 'E0ACME',
      enterprise_name: 'Acme Group',
      teams: gretasWorkspaces,
      is_admin: false,
      is_owner: false,
      is_primary_owner: false,
    },
  },
  bot: {
    ...account(deploybot),
    ...ofTheWorkspace,
    is_bot: true,
    is_email_confirmed: false,
    is_workflow_bot: false,
    is_connector_bot: false,
    profile: {
      ...lookOf('deploybot', deploybot.realName),
      team: 'T0HOME',
      api_app_id: 'A0DEPLOYBOT',
      bot_id: 'B0DEPLOYBOT',
      always_active: true,
    },
  },
};

export type UserKind = keyof typeof users;

/** The workspace that a click or a submission of each names as theirs. */
export const teamsNamed: Readonly<Record<UserKind, string>> = {
  member: 'T0HOME',
  guest: 'T0HOME',
  stranger: 'E0PARTNER',
  gridMember: 'T0LABS',
  bot: 'T0HOME',
};
