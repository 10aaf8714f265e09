import type { SetUp } from '../../../ports/set-up.ts';
import type { BotFacts } from '../../../ports/workspace-checkup.ts';
import { type Finding, ok, warning, wrong } from './finding.ts';

/** Checks the bot token: which bot it belongs to, and which scopes it has. */
export async function checkBot({ workspace, scopes }: SetUp): Promise<readonly Finding[]> {
  const looked = { check: 'bot-token', subject: 'Slack' } as const;
  const answer = await workspace.bot();
  if (answer.kind === 'refused') {
    return [
      wrong(looked, `Slack does not take the bot token: ${answer.word}`, {
        step: 'take the Bot User OAuth Token (xoxb-…) from api.slack.com/apps → Bouncer → OAuth & Permissions, and give it as SLACK_BOT_TOKEN or in the secret',
      }),
    ];
  }
  const { workspace: name, name: bot } = answer.value;
  return [ok(looked, `it works in ${name}, as @${bot}`), ...scopeFindings(answer.value, scopes)];
}

function scopeFindings({ scopes: granted }: BotFacts, needed: SetUp['scopes']): readonly Finding[] {
  const looked = { check: 'scopes', subject: 'Slack' } as const;
  const missing = Object.entries(needed).filter(([scope]) => !granted.includes(scope));
  const beyond = granted.filter((scope) => !Object.hasOwn(needed, scope));

  const findings = [
    ...(missing.length === 0
      ? []
      : [
          wrong(
            looked,
            `missing: ${missing.map(([scope, purpose]) => `${scope} (${purpose})`).join(', ')}`,
            addScopes(missing.map(([scope]) => scope)),
          ),
        ]),
    ...(beyond.length === 0
      ? []
      : [
          warning(looked, `more than the bot uses: ${beyond.join(', ')}`, {
            step: 'take them away under OAuth & Permissions → Bot Token Scopes, and reinstall the app',
          }),
        ]),
  ];
  return findings.length > 0
    ? findings
    : [ok(looked, `all ${granted.length} of manifest.yml, and no others`)];
}

function addScopes(scopes: readonly string[]) {
  return {
    step: 'add under OAuth & Permissions → Bot Token Scopes (or paste manifest.yml again), and reinstall the app',
    exact: scopes.join(', '),
  };
}
