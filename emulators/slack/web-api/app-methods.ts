import { withoutTokens } from './arguments.ts';
import type { Method } from './method.ts';

/** Source: https://docs.slack.dev/reference/methods/auth.test */
const authTest: Method = {
  token: 'bot',
  scopes: [],
  run: ({ workspace: { content, bot, manifest, omissions } }) => ({
    url: `https://${content.team.domain}.slack.com/`,
    team: content.team.name,
    user: bot.name,
    team_id: content.team.id,
    user_id: content.app.botUserId,
    bot_id: content.app.botId,
    is_enterprise_install: false,
    ...(content.team.organization ? { enterprise_id: content.team.organization.id } : {}),
    ...omissions.some(content.app.id, { app_name: manifest.appName, app_id: content.app.id }),
  }),
};

/** Source: https://docs.slack.dev/reference/methods/api.test */
const apiTest: Method = {
  token: 'none',
  scopes: [],
  run: ({ args }) => ({ args: withoutTokens(args.all) }),
};

/** Source: https://docs.slack.dev/reference/methods/apps.connections.open */
const appsConnectionsOpen: Method = {
  token: 'app',
  scopes: [],
  run: ({ socketUrl }) => ({ url: socketUrl() }),
};

export const appMethods = {
  'api.test': apiTest,
  'auth.test': authTest,
  'apps.connections.open': appsConnectionsOpen,
};
