/** What Client VPN sends about a person who connects, after it has authenticated them. */
export interface ConnectEvent {
  readonly version: SchemaVersion;
  readonly connection: string;
  readonly endpoint: string;
  /** Empty with mutual authentication. */
  readonly username: string;
  readonly commonName: string;
  readonly publicIp: string;
  readonly platform: string;
}

/** `v1`, `v2`, `v3`: each adds fields to the one before (`groups`, then more). Bouncer's decision uses none of those. */
export type SchemaVersion = `v${number}`;

export const newestVersion: SchemaVersion = 'v3';

/**
 * Parses an event of any version, including later ones: the fields that a block is checked against exist since `v1`.
 *
 * @returns Undefined for an event without a name or an endpoint, because no block can be checked for it.
 *
 * @see https://docs.aws.amazon.com/vpn/latest/clientvpn-admin/connection-authorization.html
 */
export function parseConnectEvent(event: unknown): ConnectEvent | undefined {
  const version = versionOf(event);
  const connection = textAt(event, 'connection-id');
  const endpoint = textAt(event, 'endpoint-id');
  const username = textAt(event, 'username') ?? '';
  const commonName = textAt(event, 'common-name') ?? '';
  const isNamed = username !== '' || commonName !== '';
  if (version === undefined || !connection || !endpoint || !isNamed) return undefined;

  const publicIp = textAt(event, 'public-ip') ?? '';
  const platform = textAt(event, 'platform') ?? '';
  return { version, connection, endpoint, username, commonName, publicIp, platform };
}

/** Returns the version that the answer to the event must repeat; undefined when the event has none. */
export function versionOf(event: unknown): SchemaVersion | undefined {
  const version = textAt(event, 'schema-version');
  return version !== undefined && isVersion(version) ? version : undefined;
}

function isVersion(text: string): text is SchemaVersion {
  return /^v[1-9]\d{0,2}$/.test(text);
}

function textAt(event: unknown, field: string): string | undefined {
  if (typeof event !== 'object' || event === null) return undefined;
  const value: unknown = Object.entries(event).find(([name]) => name === field)?.[1];
  return typeof value === 'string' ? value : undefined;
}
