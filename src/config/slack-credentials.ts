import { type Checked, invalid, valid } from './checked.ts';
import { type ConfiguredTokens, type GivenTokens, tokensFrom } from './slack-tokens.ts';

/**
 * How Bouncer gets its tokens: configured directly, or read from Secrets Manager, which then also determines the mode.
 */
export type SlackCredentials = ConfiguredTokens | { readonly kind: 'secret'; readonly secretId: string };

const variables = {
  botToken: 'SLACK_BOT_TOKEN',
  appToken: 'SLACK_APP_TOKEN',
  signingSecret: 'SLACK_SIGNING_SECRET',
} as const;

/** Chooses between the tokens and their secret. Setting both is a problem, since one of them may be stale. */
export function slackCredentialsFrom(
  given: GivenTokens,
  secretId: string | undefined,
): Checked<SlackCredentials> {
  if (secretId === undefined) return tokensFrom(given, variables);

  const message = 'is given beside SLACK_SECRET_ID; give one or the other';
  const problems = [
    ...(given.botToken === undefined ? [] : [{ path: variables.botToken, message }]),
    ...(given.appToken === undefined ? [] : [{ path: variables.appToken, message }]),
    ...(given.signingSecret === undefined ? [] : [{ path: variables.signingSecret, message }]),
  ];
  return problems.length > 0 ? invalid(...problems) : valid({ kind: 'secret', secretId });
}
