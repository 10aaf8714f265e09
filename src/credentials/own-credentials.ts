import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fromNodeProviderChain } from '@aws-sdk/credential-providers';
import { isPast } from 'date-fns/isPast';
import { type SystemTrouble, systemTroubleOf } from '../domain/system-trouble.ts';

type ClientConfig = NonNullable<Parameters<typeof fromNodeProviderChain>[0]>['clientConfig'];

/**
 * Loads the process's own credentials from the SDK's usual sources. When there are none, the error says which source
 * was configured.
 *
 * @param requestHandler Sends the credential chain's own requests, such as those to STS with a web identity's token.
 */
export function ownCredentials(
  requestHandler: NonNullable<ClientConfig>['requestHandler'],
): ReturnType<typeof fromNodeProviderChain> {
  const chain = fromNodeProviderChain({ clientConfig: { requestHandler } });
  return async (properties) => {
    try {
      return await chain(properties);
    } catch (error) {
      const isMissing = error instanceof Error && error.name === 'CredentialsProviderError';
      throw (isMissing && (await credentialsTrouble(error, process.env))) || error;
    }
  };
}

type Environment = Readonly<Record<string, string | undefined>>;
type Section = ReadonlyMap<string, string>;

/**
 * Why there are no usable credentials. It keeps the names of the SDK's own errors, which do not give the reason:
 * `CredentialsProviderError` when there are none, `TokenProviderError` when a sign-in has expired.
 */
class CredentialsTrouble extends Error {
  override readonly name: 'CredentialsProviderError' | 'TokenProviderError';
  readonly trouble: SystemTrouble;
  readonly setting: string;

  constructor(name: CredentialsTrouble['name'], trouble: SystemTrouble, setting: string, cause: unknown) {
    super('no AWS credentials can be used', { cause });
    this.name = name;
    this.trouble = trouble;
    this.setting = setting;
  }
}

/**
 * Finds out why the SDK found no credentials; undefined when none were configured, or nothing is wrong with the
 * configuration.
 */
async function credentialsTrouble(
  error: Error,
  environment: Environment,
): Promise<CredentialsTrouble | undefined> {
  const { AWS_PROFILE: named, AWS_SHARED_CREDENTIALS_FILE, AWS_CONFIG_FILE } = environment;
  const paths = [
    AWS_SHARED_CREDENTIALS_FILE || join(homedir(), '.aws', 'credentials'),
    AWS_CONFIG_FILE || join(homedir(), '.aws', 'config'),
  ];
  const texts = await Promise.all(paths.map((path) => readFile(path, 'utf8').catch(() => '')));
  const sections = sectionsIn(texts.join('\n'));
  const profile = sections.get(named || 'default');
  if (named && profile === undefined) {
    const why = `there is no profile ${named}`;
    const trouble = { kind: 'file', path: paths.join(' and '), why } as const;
    return new CredentialsTrouble('CredentialsProviderError', trouble, 'AWS_PROFILE', error);
  }
  const signIn = profile && (await signInTrouble(profile));
  if (signIn) return new CredentialsTrouble('TokenProviderError', signIn, 'AWS_PROFILE', error);
  if (named) return undefined;

  const setting = containerSettings.find((name) => environment[name]);
  const trouble = setting && (await containerTrouble(setting, environment[setting] ?? ''));
  return setting && trouble
    ? new CredentialsTrouble('CredentialsProviderError', trouble, setting, error)
    : undefined;
}

/** Finds the system error behind an error of an AWS client, and the setting that leads there. */
export function troubleBehind(thrown: unknown): {
  readonly trouble: SystemTrouble | undefined;
  readonly setting: string | undefined;
} {
  if (thrown instanceof CredentialsTrouble) return thrown;
  const trouble = systemTroubleOf(thrown);
  if (trouble?.kind !== 'file') return { trouble, setting: undefined };

  const setting = settingOf(trouble.path);
  const path = trouble.path ?? (setting && process.env[setting]);
  return { trouble: { ...trouble, path }, setting };
}

/** Settings of the SDK that name a file it reads for its credentials, or before it can use them. */
const fileSettings = [
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE',
  'AWS_SHARED_CREDENTIALS_FILE',
  'AWS_CONFIG_FILE',
  'AWS_CA_BUNDLE',
] as const;

/** Finds the setting that names the file. When a folder was read as a file, the error does not include the path. */
function settingOf(path: string | undefined, environment = process.env): string | undefined {
  return fileSettings.find((name) => {
    const named = environment[name];
    return path === undefined ? named !== undefined && isFolder(named) : named === path;
  });
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** Parses the SDK's configuration files. https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html */
function sectionsIn(text: string): ReadonlyMap<string, Section> {
  const sections = new Map<string, Map<string, string>>();
  let current = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [, name] = /^\s*\[\s*(?:profile\s+)?["']?(.*?)["']?\s*\]/.exec(line) ?? [];
    const [, key, value] = /^\s*(\w+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (name !== undefined) {
      current = sections.get(name) ?? new Map();
      sections.set(name, current);
    } else if (key !== undefined && value !== undefined) current.set(key, value);
  }
  return sections;
}

/**
 * Finds out what is wrong with a profile's IAM Identity Center sign-in, which is kept in a file.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-sso-credentials.html
 */
async function signInTrouble(profile: Section): Promise<SystemTrouble | undefined> {
  const id = profile.get('sso_session') ?? profile.get('sso_start_url');
  if (id === undefined) return undefined;

  const file = `${createHash('sha1').update(id).digest('hex')}.json`;
  const path = join(homedir(), '.aws', 'sso', 'cache', file);
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return { kind: 'file', path, why: 'nobody has signed in' };
  const [, expiresAt] = /"expiresAt"\s*:\s*"([^"]*)"/.exec(text) ?? [];
  const isOver = expiresAt === undefined || isPast(new Date(expiresAt));
  return isOver ? { kind: 'file', path, why: 'the sign-in has expired' } : undefined;
}

/**
 * The first one set takes precedence:
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
 */
const containerSettings = [
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
] as const;
const containerTimeoutMs = 1_000;

/**
 * Checks whether the container endpoint can be reached at all, because the SDK hides why the endpoint returned nothing.
 */
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
