/** What the Client VPN service tells of somebody who connects, once it knows who they are. */
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

/** `v1`, `v2`, `v3`: each adds fields to the one before (`groups`, then more), of which none decides here. */
export type SchemaVersion = `v${number}`;

export const newestVersion: SchemaVersion = 'v3';

/**
 * Reads the event of any version, also of one that comes later: what a block goes by has been there since the first.
 * Undefined for what names nobody, or no place: that can be checked against nothing.
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

/** The version that an answer to the event has to repeat; undefined when it has none. */
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
