import type { JsonObject } from '../json-object.ts';
import type { Conversation } from '../model/conversations.ts';
import type { PersonRecord } from '../model/directory.ts';
import type { WorkspaceContent } from '../model/workspace-content.ts';

/** Deprecated by Slack since signed requests, and still sent. */
export const verificationToken = 'emulated-verification-token';

/** What every interaction payload begins with. `team` is the home workspace even when an outsider clicks. */
export function interactionHead(type: string, person: PersonRecord, content: WorkspaceContent): JsonObject {
  return {
    type,
    team: { id: content.team.id, domain: content.team.domain },
    user: { id: person.id, username: person.name, name: person.name, team_id: person.teamId },
    api_app_id: content.app.id,
    token: verificationToken,
    enterprise: null,
    is_enterprise_install: false,
  };
}

/** Slack does not tell an app the name of what is private. */
export function channelNameForApp({ kind, name }: Conversation): string {
  if (kind === 'direct') return 'directmessage';
  return kind === 'public' ? name : 'privategroup';
}
