import { InvalidConfig } from './invalid-config.ts';
import { type ConfiguredTokens, tokensFrom } from './slack-tokens.ts';

/** The fields of the secret that `SLACK_SECRET_ID` names; a field that is missing or empty is not set. */
export interface SecretFields {
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
