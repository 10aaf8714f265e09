import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { z } from 'zod';
import { Failure } from '../core/failure.ts';
import type { Clock } from '../ports/clock.ts';
import { type AwsCallObserver, observing } from './aws-call-observer.ts';
import { awsErrorName, failureCodeFromAws } from './failure-from-aws.ts';
import { awsPatience, sharedSockets } from './shared-sockets.ts';

/** What a secret may hold instead of the environment; what it leaves out is not set. */
export interface SlackTokens {
  readonly botToken?: string | undefined;
  readonly appToken?: string | undefined;
  readonly signingSecret?: string | undefined;
}

const slackTokensSchema = z.object({
  botToken: z.string().optional(),
  appToken: z.string().optional(),
  signingSecret: z.string().optional(),
});

/**
 * Reads Slack's tokens from one Secrets Manager secret, JSON `{"botToken", "appToken", "signingSecret"}`.
 * What is thrown has neither the secret's text nor a cause: errors end up in logs, and those of parsers and
 * clients quote what they read.
 *
 * @param secretId Name or ARN; an ARN's own Region is asked, else that of `AWS_REGION` or the profile.
 * @throws {Failure} with an `aws_…` code; `aws_unintelligible` when the secret does not hold such JSON.
 */
export async function loadSlackTokens(
  secretId: string,
  { clock, onCall }: { readonly clock: Clock; readonly onCall?: AwsCallObserver },
): Promise<SlackTokens> {
  const text = await readSecret(secretId, clock, onCall);
  const tokens = parseSlackTokens(text ?? '');
  if (tokens === undefined) {
    const shape = 'a JSON object whose botToken, appToken and signingSecret, where present, are strings';
    throw new Failure('aws_unintelligible', `the secret ${secretId} must be ${shape}`);
  }
  return tokens;
}

async function readSecret(
  secretId: string,
  clock: Clock,
  onCall: AwsCallObserver | undefined,
): Promise<string | undefined> {
  const region = regionOf(secretId);
  const client = new SecretsManagerClient({
    ...(region !== undefined && { region }),
    requestHandler: sharedSockets(awsPatience),
    maxAttempts: 4,
  });
  try {
    const identity = { service: 'secretsmanager', region: await resolvedRegion(client) } as const;
    if (onCall !== undefined) client.middlewareStack.use(observing(onCall, identity, clock));

    const abortSignal = AbortSignal.timeout(awsPatience.callMs);
    return (await client.send(new GetSecretValueCommand({ SecretId: secretId }), { abortSignal }))
      .SecretString;
  } catch (thrown) {
    if (thrown instanceof Failure) throw thrown;
    const code = failureCodeFromAws(thrown, 'read');
    throw new Failure(code, `cannot read the secret ${secretId}: ${awsErrorName(thrown)}`);
  } finally {
    client.destroy();
  }
}

async function resolvedRegion(client: SecretsManagerClient): Promise<string> {
  try {
    return await client.config.region();
  } catch {
    throw new Failure(
      'unexpected',
      'no Region to read the secret in: set AWS_REGION, or name the secret by its ARN',
    );
  }
}

function parseSlackTokens(text: string): SlackTokens | undefined {
  try {
    return slackTokensSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** `arn:aws:secretsmanager:eu-west-1:111122223333:secret:…` names its Region. */
function regionOf(secretId: string): string | undefined {
  const [prefix, , , region] = secretId.split(':');
  return prefix === 'arn' && region ? region : undefined;
}
