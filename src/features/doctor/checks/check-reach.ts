import type { SetUp } from '../../../ports/set-up.ts';
import { type Finding, ok, warning, wrong } from './finding.ts';

/** Checks that Slack's requests reach Bouncer: through a socket with the app token, or over HTTP with signatures. */
export async function checkReach({ workspace, command }: SetUp): Promise<readonly Finding[]> {
  const reach = await workspace.reach();
  const dialling = { check: 'app-token', subject: 'Slack' } as const;
  const called = { check: 'signing-secret', subject: 'Slack' } as const;

  switch (reach.kind) {
    case 'dialled':
      return [ok(dialling, 'the bot may dial in')];
    case 'refused':
      return [
        wrong(dialling, `the bot may not dial in: ${reach.word}`, {
          step: 'make a token with this scope under Basic Information → App-Level Tokens, give it as SLACK_APP_TOKEN or in the secret, and switch Socket Mode on',
          exact: 'connections:write',
        }),
      ];
    case 'called':
      return reach.isProved
        ? [ok(called, 'this very request of Slack’s arrived, and its signature fits')]
        : [
            warning(called, 'only a request of Slack’s can tell whether it arrives and its signature fits', {
              step: 'while the bot runs, type in Slack',
              exact: `${command} doctor`,
            }),
          ];
  }
}
