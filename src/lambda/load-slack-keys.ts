import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { Failure } from '../core/failure.ts';
import { parseJson } from '../slack/identifiers/parse-json.ts';
import type { SlackKeys } from './slack-keys.ts';

/** Of the three seconds that Slack waits for an answer, what a cold start and the rest leave. */
const patience = { connectionTimeout: 500, requestTimeout: 800, throwOnRequestTimeout: true };

/**
 * Reads the keys from the secret, for a bundle that the bot's own reader, which checks more, would make twice as large.
 *
 * @throws {Failure} whose message names the secret, and never quotes it.
 */
export function slackKeysIn(secretId: string): () => Promise<SlackKeys> {
  const client = new SecretsManagerClient({ maxAttempts: 2, requestHandler: patience });
  return async () => {
    const command = new GetSecretValueCommand({ SecretId: secretId });
    const { SecretString: text } = await client.send(command).catch((error: unknown) => {
      throw new Failure('aws_rejected', `cannot read the secret ${secretId}: ${nameOf(error)}`);
    });
    const keys = parseKeys(text ?? '');
    if (keys === undefined)
      throw new Failure('aws_unintelligible', `the secret ${secretId} holds no keys of Slack`);
    return keys;
  };
}

function parseKeys(text: string): SlackKeys | undefined {
  const value = parseJson(text);
  if (typeof value !== 'object' || value === null) return undefined;

  const { botToken, signingSecret }: Readonly<Record<string, unknown>> = { ...value };
  if (typeof botToken !== 'string' || typeof signingSecret !== 'string') return undefined;
  return { botToken, signingSecret };
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown';
}
