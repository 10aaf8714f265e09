import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fromNodeProviderChain } from '@aws-sdk/credential-providers';
import { type SystemTrouble, systemTroubleOf } from '../core/system-trouble.ts';
import type { sharedSockets } from './shared-sockets.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** No credentials were found, and why. It goes by the name of the SDK's own error, which does not tell. */
export class CredentialsMissing extends Error {
  override readonly name = 'CredentialsProviderError';
  readonly trouble: SystemTrouble;
  readonly setting: string;

  constructor(trouble: SystemTrouble, setting: string, cause: unknown) {
    super('no AWS credentials were found', { cause });
    this.trouble = trouble;
    this.setting = setting;
  }
}

/**
 * The process' own credentials, from the SDK's usual places. Where none has any, the error tells what was asked for.
 *
 * @param requestHandler The way out for what the chain itself asks, such as STS with a web identity's token.
 */
export function ownCredentials(
  requestHandler: ReturnType<typeof sharedSockets>,
): ReturnType<typeof fromNodeProviderChain> {
  const chain = fromNodeProviderChain({ clientConfig: { requestHandler } });
  return async (properties) => {
    try {
      return await chain(properties);
    } catch (error) {
      const isMissing = error instanceof Error && error.name === 'CredentialsProviderError';
      throw (isMissing && (await explained(error, process.env))) || error;
    }
  };
}

async function explained(error: Error, environment: Environment): Promise<CredentialsMissing | undefined> {
  const profile = environment.AWS_PROFILE;
  if (profile) {
    const trouble = await profileTrouble(profile, environment);
    return trouble && new CredentialsMissing(trouble, 'AWS_PROFILE', error);
  }
  const setting = containerSettings.find((name) => environment[name]);
  const trouble = setting && (await containerTrouble(setting, environment[setting] ?? ''));
  return setting && trouble ? new CredentialsMissing(trouble, setting, error) : undefined;
}

/** https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html */
async function profileTrouble(profile: string, environment: Environment): Promise<SystemTrouble | undefined> {
  const paths = [
    environment.AWS_SHARED_CREDENTIALS_FILE || join(homedir(), '.aws', 'credentials'),
    environment.AWS_CONFIG_FILE || join(homedir(), '.aws', 'config'),
  ];
  const texts = await Promise.all(paths.map((path) => readFile(path, 'utf8').catch(() => '')));
  const sections = texts.flatMap((text) =>
    [...text.matchAll(/^\s*\[\s*(?:profile\s+)?["']?(.*?)["']?\s*\]/gm)].map(([, name]) => name),
  );
  return sections.includes(profile)
    ? undefined
    : { kind: 'file', path: paths.join(' and '), why: `there is no profile ${profile}` };
}

/** The first wins: https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html */
const containerSettings = [
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
] as const;
const containerTimeoutMs = 1_000;

/** The SDK swallows why the endpoint gave nothing, so it is asked whether it can be reached at all. */
async function containerTrouble(
  setting: (typeof containerSettings)[number],
  uri: string,
): Promise<SystemTrouble | undefined> {
  const isRelative = setting === 'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI';
  const url = URL.parse(isRelative ? `http://169.254.170.2${uri}` : uri);
  if (url === null) return undefined;
  const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
  const socket = connect({ host: url.hostname.replace(/^\[|\]$/g, ''), port });
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(containerTimeoutMs) });
    return undefined;
  } catch (error) {
    const trouble = systemTroubleOf(error);
    return trouble?.kind === 'network' ? { ...trouble, host: url.host } : undefined;
  } finally {
    socket.destroy();
  }
}
