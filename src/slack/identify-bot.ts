import type { AuthorizeResult } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import { Failure } from '../domain/failure.ts';
import { parseTeamId, type TeamId } from '../domain/ids.ts';
import { failureFromSlack } from './failure-from-slack.ts';

export interface BotIdentity {
  /** The workspace whose members may use Bouncer. */
  readonly home: TeamId;
  readonly workspace: string;
  /** The name to invite it by, such as `@bouncer`. */
  readonly handle: string;
  readonly authorization: AuthorizeResult;
}

/**
 * Asks Slack whose token this is.
 *
 * @throws {Failure} `slack_refused` if Slack does not know the token, or the token does not belong to a single
 * workspace.
 */
export async function identifyBot(client: WebClient, botToken: string): Promise<BotIdentity> {
  const answer = await client.auth.test().catch((error: unknown) => {
    throw failureFromSlack(error, 'check the bot token');
  });
  const home = answer.team_id === undefined ? undefined : parseTeamId(answer.team_id);
  if (home === undefined) throw new Failure('slack_refused', 'auth.test names no workspace');
  // Among an organization's members, Bouncer could not tell who belongs to the workspace.
  if (home.startsWith('E')) {
    throw new Failure(
      'slack_refused',
      `the app is installed in the organization ${home}, not in a workspace`,
    );
  }

  const { bot_id: botId, user_id: botUserId, user = 'bouncer' } = answer;
  return {
    home,
    workspace: answer.team ?? home,
    handle: `@${user}`,
    authorization: { botToken, teamId: home, ...(botId && { botId }), ...(botUserId && { botUserId }) },
  };
}

/**
 * The bot scopes of manifest.yml, and the purpose of each. `doctor` compares them with the scopes that Slack granted,
 * even where the manifest is not available.
 */
export const botScopes = {
  commands: 'the slash command',
  'chat:write': 'posting and updating messages',
  'users:read': 'who someone is',
  'users:read.email': 'finding people on the VPN by their address',
  'channels:read': 'what kind of channel a public one is',
  'groups:read': 'what kind of channel a private one is, and who is in it',
  'usergroups:read': 'who is in a user group',
  'channels:history': 'finding its own message again instead of posting it twice, in public channels',
  'groups:history': 'finding its own message again instead of posting it twice, in private channels',
  'files:write': 'exporting the audit log, and charts',
} as const satisfies Readonly<Record<string, string>>;
