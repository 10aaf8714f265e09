import { loadSlackSecret } from '../aws/secrets-manager-slack-secret.ts';
import { Failure } from '../domain/failure.ts';
import type { SlackKeys } from '../slack/slack-keys.ts';

/** Of the three seconds that Slack waits for an answer, what a cold start and the rest leave. */
const patience = { connectMs: 500, attemptMs: 800, callMs: 1_600 };
const clock = { now: () => new Date(), elapsedMs: () => performance.now() };

/**
 * Reads the keys that the ingress needs from the secret.
 *
 * @throws {Failure} whose message names the secret, and never quotes it.
 */
export async function loadSlackKeys(secretId: string): Promise<SlackKeys> {
  const { tokens, before } = await loadSlackSecret(secretId, { clock, patience });
  const { botToken = '', appToken, signingSecret = '' } = tokens;
  if (botToken === '' || signingSecret === '')
    throw new Failure('aws_unintelligible', `the secret ${secretId} lacks botToken or signingSecret`);
  return { botToken, appToken, signingSecret, before };
}
