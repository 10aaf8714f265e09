import type { JsonObject } from '../json-object.ts';
import type { PersonRecord } from '../model/directory.ts';

/**
 * The user object of the Web API.
 * Source: https://docs.slack.dev/reference/objects/user-object
 */
export function apiUserFrom(person: PersonRecord, { withEmail }: { withEmail: boolean }): JsonObject {
  return {
    id: person.id,
    team_id: person.teamId,
    name: person.name,
    deleted: person.deleted,
    real_name: person.realName,
    tz: 'Europe/Zurich',
    tz_label: 'Central European Time',
    tz_offset: 3600,
    profile: {
      real_name: person.realName,
      real_name_normalized: person.realName,
      display_name: person.name,
      display_name_normalized: person.name,
      team: person.teamId,
      ...(withEmail && person.email !== null && !person.isStranger ? { email: person.email } : {}),
    },
    is_admin: false,
    is_owner: false,
    is_primary_owner: false,
    is_restricted: person.isRestricted,
    is_ultra_restricted: person.isUltraRestricted,
    is_bot: person.isBot,
    is_app_user: false,
    updated: 0,
    ...(isConfirmationTold(person) ? { is_email_confirmed: person.isEmailConfirmed } : {}),
    // Slack sends the flag only of people from elsewhere.
    ...(person.isStranger ? { is_stranger: true } : {}),
  };
}

/** Undocumented, and sent of the workspace's own people as long as they are there; of a bot it says no. */
function isConfirmationTold({ deleted, isStranger }: PersonRecord): boolean {
  return !deleted && !isStranger;
}
