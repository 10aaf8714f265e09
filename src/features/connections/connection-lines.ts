import { type Connection, durationMs, type Status } from '../../domain/connection.ts';
import type { ListedConnection } from '../../domain/connection-list.ts';
import type { Endpoint } from '../../domain/endpoint.ts';
import { distinctNames, nameOf, namesOn, type VpnName } from '../../domain/vpn-name.ts';
import { shown, shownBold, shownPlain } from '../../slack/block-kit/escape-text.ts';
import { durationText, timeText, trafficText } from '../../slack/block-kit/quantities.ts';
import { lookalikeNote } from './lookalikes.ts';

const kindTexts = {
  username: 'user name',
  common_name: 'certificate',
  unnamed: 'no name',
} as const satisfies Record<VpnName['kind'], string>;

/**
 * Formats a connection's lines in a list: its name, what is known about it, and a warning if a name looks like another.
 *
 * @param most The maximum characters of a name.
 */
export function connectionText({ connection, endpoint }: ListedConnection, asOf: Date, most: number): string {
  const notes = distinctNames(namesOn(connection)).flatMap((name) => lookalikeNote(name, most) ?? []);
  return [
    nameLine(connection, endpoint, most),
    factsLine(connection, asOf, most),
    ...notes.map((note) => `:warning: ${note}`),
  ].join('\n');
}

/** Formats a connection's name as plain text, for options and titles. */
export function namePlain(connection: Connection, most = 75): string {
  const name = nameOf(connection);
  return shownPlain(name.kind === 'unnamed' ? connection.id : name.text, most);
}

/** Says which kind of name a connection has. */
export function nameKind(connection: Connection): string {
  return kindTexts[nameOf(connection).kind];
}

function nameLine(connection: Connection, endpoint: Endpoint, most: number): string {
  const name = nameOf(connection);
  const title = name.kind === 'unnamed' ? shownBold(connection.id) : shownBold(name.text, most);
  const { username, commonName } = connection;
  const certificate =
    username && commonName && username !== commonName ? ` · certificate ${shown(commonName, most)}` : '';

  return `${title}  ${kindTexts[name.kind]} · ${shown(endpoint.name)}${certificate}`;
}

function factsLine(connection: Connection, asOf: Date, most: number): string {
  const { status, clientIp, clientIpv6, posture, traffic } = connection;
  const facts = [
    ...(status.code === 'active' ? [] : [statusText(status, most)]),
    whenText(connection, asOf),
    ...(clientIp === undefined ? [] : [shown(clientIp, most)]),
    ...(clientIpv6 === undefined ? [] : [`\`${shown(clientIpv6, most).replaceAll('`', '')}\``]),
    trafficText(traffic),
    ...(posture.length === 0 ? [] : [`posture ${shown(posture.join(', '), most)}`]),
  ];
  return facts.filter((fact) => fact !== '').join(' · ');
}

/** AWS' own message says why AWS ended a connection itself, for example because of an authorization policy. */
function statusText({ code, message }: Status, most: number): string {
  const why = message === undefined ? '' : ` (AWS: ${shown(message, most)})`;
  return `*${shown(code, most)}*${why}`;
}

function whenText(connection: Connection, asOf: Date): string {
  const { establishedAt, endedAt } = connection;
  if (establishedAt === undefined) return endedAt === undefined ? '' : `ended ${momentText(endedAt, asOf)}`;

  const lasted = durationMs(connection);
  const length = lasted === undefined ? '' : ` for ${durationText(lasted)}`;
  if (endedAt !== undefined) return `ended ${momentText(endedAt, asOf)}, was on${length}`;
  return `on${length}, since ${momentText(establishedAt, asOf)}`;
}

/** A time in the last 12 hours needs no date. */
function momentText(at: Date, asOf: Date): string {
  const isRecent = asOf.getTime() - at.getTime() < 12 * 3_600_000;
  return timeText(at, isRecent ? 'time' : 'day');
}
