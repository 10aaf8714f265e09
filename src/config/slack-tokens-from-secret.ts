import { InvalidConfig } from './invalid-config.ts';
import { type ConfiguredTokens, tokensFrom } from './slack-tokens.ts';

/** The fields of the secret that `SLACK_SECRET_ID` names; one that is left out or empty is not set. */
export interface SecretFields {
  readonly botToken?: string | undefined;
  readonly appToken?: string | undefined;
  readonly signingSecret?: string | undefined;
}

/**
 * Checks what the secret holds as the environment's tokens are checked, and so learns the mode.
 *
 * @param secretId Names the secret in problems.
 * @throws {InvalidConfig} when it lacks the tokens of one mode, or they do not look right; never quoting them.
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
