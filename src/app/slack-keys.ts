import type { AwsCallObserver } from '../aws/aws-call-observer.ts';
import { loadSlackSecret } from '../aws/secrets-manager-slack-secret.ts';
import type { Config } from '../config/load-config.ts';
import { type ConfiguredTokens, slackTokensFromSecret } from '../config/slack-tokens.ts';
import type { CheckupTokens } from '../slack/checkup/workspace-checkup.ts';
import type { SlackKeys } from '../slack/slack-keys.ts';
import { systemClock } from './system-clock.ts';

/** Loads Slack's keys from the environment or from the secret. @throws {Failure} @throws {InvalidConfig} */
export async function loadKeys({ slack }: Config, onAwsCall?: AwsCallObserver): Promise<SlackKeys> {
  const { credentials } = slack;
  if (credentials.kind !== 'secret') return keysFrom(credentials, undefined);

  const reading = { clock: systemClock, ...(onAwsCall && { onCall: onAwsCall }) };
  const { tokens, before } = await loadSlackSecret(credentials.secretId, reading);
  return keysFrom(slackTokensFromSecret(tokens, credentials.secretId), before);
}

function keysFrom(tokens: ConfiguredTokens, before: SlackKeys['before']): SlackKeys {
  return {
    botToken: tokens.botToken,
    appToken: tokens.kind === 'socket' ? tokens.appToken : undefined,
    signingSecret: tokens.kind === 'http' ? tokens.signingSecret : undefined,
    before,
  };
}

export function tokensIn({ botToken, appToken }: SlackKeys): CheckupTokens {
  return appToken === undefined ? { kind: 'http', botToken } : { kind: 'socket', botToken, appToken };
}
