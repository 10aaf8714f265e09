import { z } from 'zod';
import { type Checked, invalid, valid } from './checked.ts';
import type { Problem } from './invalid-config.ts';

/** The app token selects Socket Mode, in which Bouncer connects to Slack; without it Slack calls Bouncer over HTTP. */
export type ConfiguredTokens =
  | { readonly kind: 'socket'; readonly botToken: string; readonly appToken: string }
  | { readonly kind: 'http'; readonly botToken: string; readonly signingSecret: string };

/** Tokens as they were configured; undefined when not set. */
export interface GivenTokens {
  readonly botToken: string | undefined;
  readonly appToken: string | undefined;
  readonly signingSecret: string | undefined;
}

/** The name by which the operator knows each token: an environment variable, or a field of the secret. */
export type TokenNames = Readonly<Record<keyof GivenTokens, string>>;

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
export function tokensFrom(given: GivenTokens, names: TokenNames): Checked<ConfiguredTokens> {
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
