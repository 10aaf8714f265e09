import type { Conversation } from '../model/conversations.ts';
import type { PersonRecord } from '../model/directory.ts';
import { verificationToken } from '../model/verification-token.ts';
import type { Workspace } from '../model/workspace.ts';
import type { TeamContent } from '../model/workspace-content.ts';
import type { JsonObject } from '../protocol/json-object.ts';

/** What every interaction payload begins with. `team` is the home workspace even when an outsider clicks. */
export function interactionHead(type: string, person: PersonRecord, workspace: Workspace): JsonObject {
  const { app, team } = workspace.content;
  return {
    type,
    team: { id: team.id, domain: team.domain, ...enterpriseFields(team) },
    user: {
      id: person.id,
      username: person.name,
      name: person.name,
      team_id: workspace.omissions.pick(`${type} of ${person.id}`, teamsNamedOf(person)),
    },
    api_app_id: app.id,
    token: verificationToken,
    enterprise: team.organization ?? null,
    is_enterprise_install: false,
  };
}

/** On Enterprise Grid, a request may name any of the person's workspaces, or the organization. */
function teamsNamedOf({ workspaceIds, organization }: PersonRecord): readonly [string, ...string[]] {
  return organization === null ? workspaceIds : [...workspaceIds, organization.id];
}

/** What names the Enterprise Grid organization of a workspace, where it is in one. */
export function enterpriseFields({ organization }: TeamContent): JsonObject {
  return organization ? { enterprise_id: organization.id, enterprise_name: organization.name } : {};
}

/** Slack does not tell an app the name of what is private. */
export function channelNameForApp({ kind, name }: Conversation): string {
  if (kind === 'direct') return 'directmessage';
  return kind === 'public' ? name : 'privategroup';
}
