import * as z from 'zod';
import { type Checked, InvalidConfig, invalid, valid } from './invalid-config.ts';

/** The app token selects Socket Mode, in which Bouncer connects to Slack; without it Slack calls Bouncer over HTTP. */
export type ConfiguredTokens =
  | { readonly kind: 'socket'; readonly botToken: string; readonly appToken: string }
  | { readonly kind: 'http'; readonly botToken: string; readonly signingSecret: string };

/** Text that is set: pasted values contain stray white space, and container tools set unset variables to an empty text. */
export const given = z
  .string()
  .optional()
  .transform((text) => text?.trim() || undefined);

const givenTokens = z.object({ botToken: given, appToken: given, signingSecret: given });
type GivenTokens = z.output<typeof givenTokens>;

const botToken = token(/^xoxb-[\w-]+$/, 'isn’t a bot token, which begins with xoxb-');
const socketTokens = z
  .object({
    botToken,
    appToken: token(/^xapp-[\w-]+$/, 'isn’t an app-level token, which begins with xapp-'),
  })
  .transform((tokens) => ({ kind: 'socket' as const, ...tokens }));
const httpTokens = z
  .object({ botToken, signingSecret: token(/^[\w-]+$/, 'isn’t a signing secret: letters and digits only') })
  .transform((tokens) => ({ kind: 'http' as const, ...tokens }));

function token(form: RegExp, sentence: string) {
  return z.string().regex(form, sentence);
}

/**
 * Checks that all tokens of one mode are set and well-formed. Problems never contain a token.
 *
 * @param nameOf Returns the name by which the operator knows a token: a variable, or a field of the secret.
 */
function tokensFrom(tokens: GivenTokens, nameOf: (token: string) => string): Checked<ConfiguredTokens> {
  const isHttp = tokens.appToken === undefined && tokens.signingSecret !== undefined;
  const result = (isHttp ? httpTokens : socketTokens).safeParse(tokens);
  if (result.success) return valid(result.data);

  const problems = result.error.issues.map(({ path: [of], code, message }) => {
    const path = nameOf(String(of));
    if (code !== 'invalid_type') return { path, message };
    const hint = of === 'appToken' ? `; set it for Socket Mode, or ${nameOf('signingSecret')} for HTTP` : '';
    return { path, message: `is missing${hint}` };
  });
  return invalid(...problems);
}

/**
 * Checks the secret's content as the environment's tokens are checked, which also determines the mode.
 *
 * @param fields The fields of the secret; one that is missing or empty is not set.
 * @param secretId Identifies the secret in problems.
 * @throws {InvalidConfig} when tokens of the mode are missing or malformed. It never quotes them.
 */
export function slackTokensFromSecret(
  fields: z.input<typeof givenTokens>,
  secretId: string,
): ConfiguredTokens {
  const tokens = tokensFrom(givenTokens.parse(fields), (field) => `SLACK_SECRET_ID (${secretId}).${field}`);
  if (!tokens.valid) throw new InvalidConfig(tokens.problems);

  return tokens.value;
}

/**
 * How Bouncer gets its tokens: configured directly, or read from Secrets Manager, which then also determines the mode.
 */
export type SlackCredentials = ConfiguredTokens | { readonly kind: 'secret'; readonly secretId: string };

const variables: ReadonlyMap<string, string> = new Map([
  ['botToken', 'SLACK_BOT_TOKEN'],
  ['appToken', 'SLACK_APP_TOKEN'],
  ['signingSecret', 'SLACK_SIGNING_SECRET'],
]);

/** Chooses between the tokens and their secret. Setting both is a problem, since one of them may be stale. */
export function slackCredentialsFrom(
  environment: Readonly<Record<string, string | undefined>>,
): Checked<SlackCredentials> {
  const secretId = given.parse(environment.SLACK_SECRET_ID);
  const tokens = givenTokens.parse({
    botToken: environment.SLACK_BOT_TOKEN,
    appToken: environment.SLACK_APP_TOKEN,
    signingSecret: environment.SLACK_SIGNING_SECRET,
  });
  const nameOf = (token: string) => variables.get(token) ?? token;
  if (secretId === undefined) return tokensFrom(tokens, nameOf);

  const set = Object.entries(tokens).filter(([, value]) => value !== undefined);
  const message = 'is set together with SLACK_SECRET_ID; set one or the other';
  return set.length > 0
    ? invalid(...set.map(([token]) => ({ path: nameOf(token), message })))
    : valid({ kind: 'secret', secretId });
}
