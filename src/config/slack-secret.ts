import { z } from 'zod';
import { type Checked, invalid } from './checked.ts';
import { InvalidConfig } from './invalid-config.ts';
import { type SlackTokens, tokensFrom } from './slack-tokens.ts';

const field = z
  .string()
  .trim()
  .transform((text) => text || undefined)
  .optional();
const secretSchema = z.object({ botToken: field, appToken: field, signingSecret: field });

/**
 * Reads the tokens out of a secret's text, `{"botToken","appToken","signingSecret"}`.
 *
 * @param secretId Names the secret in problems.
 * @throws {InvalidConfig} when it is no such JSON, or lacks the tokens of one mode; never quoting it.
 */
export function loadSlackTokens(text: string, secretId: string): SlackTokens {
  const tokens = slackTokensFrom(text, `SLACK_SECRET_ID (${secretId})`);
  if (!tokens.valid) throw new InvalidConfig(tokens.problems);

  return tokens.value;
}

function slackTokensFrom(text: string, path: string): Checked<SlackTokens> {
  const secret = secretSchema.safeParse(jsonFrom(text));
  if (!secret.success) {
    const message = 'is not JSON of the form {"botToken": "…", "appToken": "…", "signingSecret": "…"}';
    return invalid({ path, message });
  }

  const { botToken, appToken, signingSecret } = secret.data;
  return tokensFrom(
    { botToken, appToken, signingSecret },
    { botToken: `${path}.botToken`, appToken: `${path}.appToken`, signingSecret: `${path}.signingSecret` },
  );
}

/** Undefined for what is no JSON; the parser's own words would quote the secret. */
function jsonFrom(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
