import { z } from 'zod';
import { type Checked, InvalidConfig, invalid, type Problem, valid } from './invalid-config.ts';

/** The app token selects Socket Mode, in which Bouncer connects to Slack; without it Slack calls Bouncer over HTTP. */
export type ConfiguredTokens =
  | { readonly kind: 'socket'; readonly botToken: string; readonly appToken: string }
  | { readonly kind: 'http'; readonly botToken: string; readonly signingSecret: string };

/** Tokens as they were configured; undefined when not set. */
interface GivenTokens {
  readonly botToken: string | undefined;
  readonly appToken: string | undefined;
  readonly signingSecret: string | undefined;
}

/** The name by which the operator knows each token: an environment variable, or a field of the secret. */
type TokenNames = Readonly<Record<keyof GivenTokens, string>>;

const botToken = token(/^xoxb-[\w-]+$/, 'is not a bot token, which begins with xoxb-');
const socketTokens = z
  .object({
    botToken,
    appToken: token(/^xapp-[\w-]+$/, 'is not an app-level token, which begins with xapp-'),
  })
  .transform((tokens) => ({ kind: 'socket' as const, ...tokens }));
const httpTokens = z
  .object({ botToken, signingSecret: token(/^[\w-]+$/, 'is not a signing secret: letters and digits only') })
  .transform((tokens) => ({ kind: 'http' as const, ...tokens }));

/** Checks that all tokens of one mode are set and well-formed. Problems never contain a token. */
function tokensFrom(given: GivenTokens, names: TokenNames): Checked<ConfiguredTokens> {
  const isHttp = given.appToken === undefined && given.signingSecret !== undefined;
  const result = (isHttp ? httpTokens : socketTokens).safeParse(given);
  if (result.success) return valid(result.data);

  return invalid(...result.error.issues.map((issue) => problemFrom(issue, names)));
}

function problemFrom({ path, code, message }: z.core.$ZodIssue, names: TokenNames): Problem {
  const isBotToken = path[0] === 'botToken';
  const isAppToken = path[0] === 'appToken';
  const name = isBotToken ? names.botToken : isAppToken ? names.appToken : names.signingSecret;
  if (code !== 'invalid_type') return { path: name, message };

  const hint = isAppToken ? `; give it for Socket Mode, or ${names.signingSecret} for HTTP` : '';
  return { path: name, message: `is missing${hint}` };
}

function token(form: RegExp, sentence: string) {
  return z.string().regex(form, sentence);
}

/** The fields of the secret that `SLACK_SECRET_ID` names; a field that is missing or empty is not set. */
interface SecretFields {
  readonly botToken?: string | undefined;
  readonly appToken?: string | undefined;
  readonly signingSecret?: string | undefined;
}

/**
 * Checks the secret's content as the environment's tokens are checked, which also determines the mode.
 *
 * @param secretId Identifies the secret in problems.
 * @throws {InvalidConfig} when tokens of the mode are missing or malformed. It never quotes them.
 */
export function slackTokensFromSecret(fields: SecretFields, secretId: string): ConfiguredTokens {
  const nameOf = (field: string) => `SLACK_SECRET_ID (${secretId}).${field}`;
  const tokens = tokensFrom(
    {
      botToken: given(fields.botToken),
      appToken: given(fields.appToken),
      signingSecret: given(fields.signingSecret),
    },
    {
      botToken: nameOf('botToken'),
      appToken: nameOf('appToken'),
      signingSecret: nameOf('signingSecret'),
    },
  );
  if (!tokens.valid) throw new InvalidConfig(tokens.problems);

  return tokens.value;
}

function given(text: string | undefined): string | undefined {
  return text?.trim() || undefined;
}

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
