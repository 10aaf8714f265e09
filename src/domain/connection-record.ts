import { addDays } from 'date-fns/addDays';
import { addMilliseconds } from 'date-fns/addMilliseconds';
import { min } from 'date-fns/min';
import { minutesToMilliseconds } from 'date-fns/minutesToMilliseconds';
import type { Actor } from './audit-entry.ts';
import { type Connection, isLive, type Traffic } from './connection.ts';
import type { ConnectionId, Correlation, EndpointId } from './ids.ts';
import { canonicalIp } from './ipv6.ts';
import { isSameName } from './vpn-name.ts';

/**
 * What Bouncer remembers of one connection: EC2's own figures, what the connect handler saw, who terminated it, and
 * what the endpoint's connection log says. A field that no source has given is undefined.
 */
export interface ConnectionRecord {
  readonly endpointId: EndpointId;
  readonly id: ConnectionId;
  /** The user's name in the directory or identity provider; undefined with mutual TLS. */
  readonly username: string | undefined;
  readonly commonName: string | undefined;
  readonly startedAt: Date;
  /** The latest moment at which a source knew the connection to be active, or its end. */
  readonly lastSeenAt: Date;
  /** Undefined for a connection that was active when it was last seen. */
  readonly endedAt: Date | undefined;
  /**
   * Set if no source has told when it ended: some time after `endedAt`, when it was last seen, and before this moment.
   */
  readonly endedBefore?: Date | undefined;
  readonly traffic: Pick<Traffic, 'bytesSent' | 'bytesReceived'> | undefined;
  /** The address inside the VPN; the IPv6 one only if there is no other. */
  readonly clientIp: string | undefined;
  /** The address on the internet, which EC2 itself never tells, in the form of {@link canonicalIp}. */
  readonly publicIp: string | undefined;
  readonly device: Device | undefined;
  readonly ending: Ending | undefined;
}

/** The device, in the words of the VPN client. */
export interface Device {
  /** `win`, `mac`, `linux`, `android`, …; see `platformName`. */
  readonly platform: string;
  readonly platformVersion?: string;
  readonly clientVersion?: string;
}

/** How a connection ended, as far as it is known. */
export type Ending =
  | {
      readonly kind: 'terminated';
      readonly by: Actor;
      readonly reason: string | undefined;
      /** The request in the audit log. */
      readonly correlation: Correlation;
      /** The id of the channel in which it was requested. */
      readonly channel: string | undefined;
    }
  /** In the words of the endpoint's connection log. */
  | { readonly kind: 'logged'; readonly text: string };

/** What one source knows of a connection at one moment. */
export interface ConnectionUpdate extends Partial<Omit<ConnectionRecord, 'endpointId' | 'id'>> {
  readonly endpointId: EndpointId;
  readonly id: ConnectionId;
}

/**
 * Returns what EC2 tells about a connection.
 *
 * @param asOf When EC2 listed it, if that is known: used where EC2 gives no time of its own.
 */
export function updateFrom(connection: Connection, asOf?: Date): ConnectionUpdate {
  const { endpointId, id, username, commonName, establishedAt, sampledAt, endedAt, traffic } = connection;
  const seenAt = endedAt ?? sampledAt ?? asOf;
  return {
    ...{ endpointId, id, username, commonName },
    clientIp: connection.clientIp ?? connection.clientIpv6,
    ...(establishedAt !== undefined && { startedAt: establishedAt }),
    ...(seenAt !== undefined && { lastSeenAt: seenAt }),
    endedAt: isLive(connection) ? undefined : seenAt,
    traffic: { bytesSent: traffic.bytesSent, bytesReceived: traffic.bytesReceived },
  };
}

/**
 * Adds what a source knows to a record. Sources arrive in any order, more than once, and with clocks that differ by
 * seconds: the earliest start and the latest end are kept, and what Bouncer itself did takes precedence over AWS's log.
 *
 * @returns Undefined if the update contains no time at all and nothing is known yet.
 */
export function recordWith(
  known: ConnectionRecord | undefined,
  update: ConnectionUpdate,
): ConnectionRecord | undefined {
  const times = [update.startedAt, update.lastSeenAt, update.endedAt, known?.startedAt, known?.lastSeenAt];
  // Whenever it was seen, it had started: so the order in which sources arrive makes no difference.
  const startedAt = earliest(times);
  const lastSeenAt = latest(times);
  if (startedAt === undefined || lastSeenAt === undefined) return undefined;

  return {
    endpointId: update.endpointId,
    id: update.id,
    // The first spelling is kept: sources that write a name differently would otherwise change the record in turns.
    username: known?.username || update.username || undefined,
    commonName: known?.commonName || update.commonName || undefined,
    startedAt,
    lastSeenAt,
    ...endOf(update, known),
    traffic: larger(update.traffic, known?.traffic),
    clientIp: known?.clientIp || update.clientIp || undefined,
    publicIp: known?.publicIp || (update.publicIp && canonicalIp(update.publicIp)) || undefined,
    device: mergedDevice(known?.device, update.device),
    ending: known?.ending?.kind === 'terminated' ? known.ending : (update.ending ?? known?.ending),
  };
}

/** A source that knows the end counts more than those that only found the connection gone. */
function endOf(
  ...sources: readonly (Pick<ConnectionUpdate, 'endedAt' | 'endedBefore'> | undefined)[]
): Pick<ConnectionRecord, 'endedAt' | 'endedBefore'> {
  const known = sources.filter((source) => source?.endedBefore === undefined);
  const endedAt = latest(known.map((source) => source?.endedAt));
  if (endedAt !== undefined) return { endedAt };
  const endedBefore = earliest(sources.map((source) => source?.endedBefore));
  return {
    endedAt: latest(sources.map((source) => source?.endedAt)),
    ...(endedBefore !== undefined && { endedBefore }),
  };
}

/**
 * Picks the record that an update belongs to, from those under its endpoint and id. AWS gives every connection an id of
 * its own, but nothing here depends on that: an update with another name, or one that begins after the record's end,
 * is about another connection, which gets a record of its own. An update that has neither a name nor a start belongs
 * to the latest record.
 *
 * @returns Undefined if it belongs to none of them.
 */
export function recordOf<R extends ConnectionRecord>(
  known: readonly R[],
  update: ConnectionUpdate,
): R | undefined {
  return known
    .filter((record) => hasSameName(record, update) && hasSamePeriod(record, update))
    .toSorted((a, b) => b.startedAt.getTime() - a.startedAt.getTime())[0];
}

/** How far apart the times of one event may be in two sources: their clocks differ, and logs are written late. */
const sourceSkewMs = minutesToMilliseconds(5);

function hasSameName(record: ConnectionRecord, update: ConnectionUpdate): boolean {
  if (record.username && update.username) return isSameName(record.username, update.username);
  if (record.commonName && update.commonName) return isSameName(record.commonName, update.commonName);
  return true;
}

function hasSamePeriod(record: ConnectionRecord, update: ConnectionUpdate): boolean {
  if (update.startedAt === undefined) return true;
  const end = latest([update.startedAt, update.lastSeenAt, update.endedAt]) ?? update.startedAt;
  const isAfter =
    record.endedAt !== undefined && update.startedAt > addMilliseconds(record.endedAt, sourceSkewMs);
  const isBefore = update.endedAt !== undefined && addMilliseconds(end, sourceSkewMs) < record.startedAt;
  return !isAfter && !isBefore;
}

/**
 * Returns until when a connection counts as active. If it is only known to have ended before some moment, that is this
 * moment. Without a known end, it is a day after it was last seen: AWS ends every session within 24 hours, and a
 * connection is recorded when it begins and ends, not at every scan.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateClientVpnEndpoint.html
 */
export function activeUntil({
  endedAt,
  endedBefore,
  lastSeenAt,
}: Pick<ConnectionRecord, 'endedAt' | 'endedBefore' | 'lastSeenAt'>): Date {
  const latestEnd = addDays(lastSeenAt, 1);
  return endedBefore === undefined ? (endedAt ?? latestEnd) : min([endedBefore, latestEnd]);
}

/** The first source that knows something of the device is kept, and others add what it does not know. */
function mergedDevice(known: Device | undefined, seen: Device | undefined): Device | undefined {
  if (known === undefined || seen === undefined) return known ?? seen;
  return { ...seen, ...known };
}

function earliest(times: readonly (Date | undefined)[]): Date | undefined {
  return times.flatMap((time) => time ?? []).toSorted((a, b) => a.getTime() - b.getTime())[0];
}

function latest(times: readonly (Date | undefined)[]): Date | undefined {
  return times.flatMap((time) => time ?? []).toSorted((a, b) => b.getTime() - a.getTime())[0];
}

function larger(
  one: ConnectionRecord['traffic'],
  other: ConnectionRecord['traffic'],
): ConnectionRecord['traffic'] {
  if (one === undefined || other === undefined) return one ?? other;
  const sum = ({ bytesSent, bytesReceived }: typeof one) => bytesSent + bytesReceived;
  return sum(one) >= sum(other) ? one : other;
}

/** One complete scan of an endpoint. */
export interface Observation {
  readonly endpointId: EndpointId;
  readonly at: Date;
  /**
   * Everything that happened on the endpoint from this moment to `at` is known. EC2 lists ended connections for 60
   * minutes, so it lies up to an hour before `at`.
   */
  readonly since: Date;
  /** Number of active connections. */
  readonly active: number;
}

/** A period of which nothing is known. */
export interface Gap {
  readonly from: Date;
  readonly to: Date;
}

/** Returns the parts of the period that no observation covers, in order. */
export function gapsIn(
  period: Gap,
  observations: readonly Pick<Observation, 'since' | 'at'>[],
): readonly Gap[] {
  const gaps: Gap[] = [];
  let from = period.from;
  for (const { since, at } of observations.toSorted((a, b) => a.since.getTime() - b.since.getTime())) {
    if (since > from && since <= period.to) gaps.push({ from, to: since });
    if (at > from) from = at;
  }
  if (from < period.to) gaps.push({ from, to: period.to });
  return gaps;
}
