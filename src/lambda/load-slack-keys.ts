import { loadSlackSecret } from '../aws/secrets-manager-slack-secret.ts';
import { Failure } from '../domain/failure.ts';
import type { SlackKeys } from '../slack/slack-keys.ts';

/** What a cold start and the other steps leave of the three seconds that Slack waits for an answer. */
const patience = { connectMs: 500, attemptMs: 800, callMs: 1_600 };
const clock = { now: () => new Date(), elapsedMs: () => performance.now() };

/**
 * Loads the keys that the ingress needs from the secret.
 *
 * @throws {Failure} whose message names the secret and never contains its value.
 */
export async function loadSlackKeys(secretId: string): Promise<SlackKeys> {
  const { tokens, before } = await loadSlackSecret(secretId, { clock, patience });
  const { botToken = '', appToken, signingSecret = '' } = tokens;
  if (botToken === '' || signingSecret === '')
    throw new Failure('aws_unintelligible', `the secret ${secretId} lacks botToken or signingSecret`);
  return { botToken, appToken, signingSecret, before };
}
