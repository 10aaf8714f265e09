import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { hoursToMilliseconds } from 'date-fns/hoursToMilliseconds';
import { ownCredentials } from '../credentials/own-credentials.ts';
import { Failure } from '../domain/failure.ts';
import { settingText } from '../domain/system-trouble.ts';
import type { Clock } from '../ports/clock.ts';
import { type AwsCallObserver, observing } from './aws-call-observer.ts';
import { awsErrorName, failureFromAws } from './failure-from-aws.ts';
import { parseJson } from './parse-json.ts';
import { type AwsPatience, awsPatience, sharedSockets } from './shared-sockets.ts';

/** The current content of the secret that holds Slack's tokens, and its previous signing secret. */
export interface SlackSecret {
  readonly tokens: SlackTokens;
  /** The signing secret that was replaced within the last hour, and the time until which it is accepted. */
  readonly before: { readonly signingSecret: string; readonly untilMs: number } | undefined;
}

/** What a secret may hold instead of the environment. Tokens that it leaves out are not set. */
export interface SlackTokens {
  readonly botToken?: string | undefined;
  readonly appToken?: string | undefined;
  readonly signingSecret?: string | undefined;
}

export interface SecretReading {
  readonly clock: Pick<Clock, 'now' | 'elapsedMs'>;
  readonly onCall?: AwsCallObserver;
  readonly patience?: AwsPatience;
}

/** Slack, and requests in progress, may use the old signing secret for a while. */
const oldIsGoodForMs = hoursToMilliseconds(1);
const attempts = 4;

/**
 * Reads Slack's tokens from one Secrets Manager secret, JSON `{"botToken", "appToken", "signingSecret"}`. Errors
 * contain neither the secret's text nor a cause: errors are logged, and those of parsers and clients quote what they
 * read. It uses no schema library, because it is bundled for the ingress.
 *
 * @param secretId Name or ARN. An ARN's own Region is used, otherwise that of `AWS_REGION` or the profile.
 * @throws {Failure} with an `aws_…` code; `aws_unintelligible` when the secret does not hold such JSON.
 */
export async function loadSlackSecret(secretId: string, reading: SecretReading): Promise<SlackSecret> {
  const client = clientFor(secretId, reading.patience ?? awsPatience);
  try {
    await observed(client, reading);
    const { text, createdAtMs } = await versionOf(client, secretId, 'AWSCURRENT', reading);
    const tokens = parseSlackTokens(text);
    if (tokens === undefined) {
      const shape = 'a JSON object whose botToken, appToken and signingSecret, where present, are strings';
      throw new Failure('aws_unintelligible', `the secret ${secretId} must be ${shape}`);
    }
    const untilMs = createdAtMs + oldIsGoodForMs;
    const isFresh = reading.clock.now().getTime() < untilMs;
    const signingSecret = isFresh ? await signingSecretBefore(client, secretId, reading) : undefined;
    return { tokens, before: signingSecret === undefined ? undefined : { signingSecret, untilMs } };
  } catch (thrown) {
    if (thrown instanceof Failure) throw thrown;
    // The cause is left out because it may quote what was read; a file's path or a host's name does not.
    const { code, trouble, setting } = failureFromAws(thrown, 'read');
    const why = awsErrorName(thrown) + settingText(trouble, setting);
    throw new Failure(code, `cannot read the secret ${secretId}: ${why}`, { trouble, setting });
  } finally {
    client.destroy();
  }
}

function clientFor(secretId: string, patience: AwsPatience): SecretsManagerClient {
  const region = regionOf(secretId);
  const requestHandler = sharedSockets(patience);
  return new SecretsManagerClient({
    ...(region !== undefined && { region }),
    requestHandler,
    credentials: ownCredentials(requestHandler),
    maxAttempts: attempts,
  });
}

async function observed(client: SecretsManagerClient, { clock, onCall }: SecretReading): Promise<void> {
  const identity = { service: 'secretsmanager', region: await resolvedRegion(client) } as const;
  if (onCall !== undefined) client.middlewareStack.use(observing(onCall, identity, clock));
}

interface Version {
  readonly text: string;
  /** 0 when AWS does not say. */
  readonly createdAtMs: number;
}

async function versionOf(
  client: SecretsManagerClient,
  secretId: string,
  stage: 'AWSCURRENT' | 'AWSPREVIOUS',
  { patience = awsPatience }: SecretReading,
): Promise<Version> {
  const { SecretString: text = '', CreatedDate } = await client.send(
    new GetSecretValueCommand({ SecretId: secretId, VersionStage: stage }),
    { abortSignal: AbortSignal.timeout(patience.callMs) },
  );
  return { text, createdAtMs: CreatedDate?.getTime() ?? 0 };
}

/** Reads the previous signing secret. A secret that was never changed has no previous version. */
async function signingSecretBefore(
  client: SecretsManagerClient,
  secretId: string,
  reading: SecretReading,
): Promise<string | undefined> {
  try {
    const { text } = await versionOf(client, secretId, 'AWSPREVIOUS', reading);
    return parseSlackTokens(text)?.signingSecret;
  } catch (thrown) {
    if (thrown instanceof ResourceNotFoundException) return undefined;
    throw thrown;
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
  const value = parseJson(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;

  const { botToken, appToken, signingSecret }: Readonly<Record<string, unknown>> = { ...value };
  if (!isTextOrAbsent(botToken) || !isTextOrAbsent(appToken) || !isTextOrAbsent(signingSecret))
    return undefined;
  return { botToken, appToken, signingSecret };
}

function isTextOrAbsent(value: unknown): value is string | undefined {
  return value === undefined || typeof value === 'string';
}

/** Returns the Region that an ARN names: `arn:aws:secretsmanager:eu-west-1:111122223333:secret:…`. */
function regionOf(secretId: string): string | undefined {
  const [prefix, , , region] = secretId.split(':');
  return prefix === 'arn' && region ? region : undefined;
}
