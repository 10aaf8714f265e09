import type { Actor } from './audit-entry.ts';
import type { Traffic } from './connection.ts';
import type { ConnectionId, Correlation, EndpointId } from './ids.ts';
import { canonicalIp } from './ipv6.ts';

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
  readonly traffic: Pick<Traffic, 'bytesSent' | 'bytesReceived'> | undefined;
  /** The address inside the VPN. */
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
export interface ConnectionSighting extends Partial<Omit<ConnectionRecord, 'endpointId' | 'id'>> {
  readonly endpointId: EndpointId;
  readonly id: ConnectionId;
}

/**
 * Adds what a source knows to a record. Sources arrive in any order, more than once, and with clocks that differ by
 * seconds: the earliest start and the latest end are kept, and what Bouncer itself did takes precedence over AWS's log.
 *
 * @returns Undefined if the sighting contains no time at all and nothing is known yet.
 */
export function recordWith(
  known: ConnectionRecord | undefined,
  sighting: ConnectionSighting,
): ConnectionRecord | undefined {
  const times = [
    sighting.startedAt,
    sighting.lastSeenAt,
    sighting.endedAt,
    known?.startedAt,
    known?.lastSeenAt,
  ];
  const startedAt = earliest([sighting.startedAt, known?.startedAt]) ?? earliest(times);
  const lastSeenAt = latest(times);
  if (startedAt === undefined || lastSeenAt === undefined) return undefined;

  return {
    endpointId: sighting.endpointId,
    id: sighting.id,
    username: sighting.username || known?.username,
    commonName: sighting.commonName || known?.commonName,
    startedAt,
    lastSeenAt,
    endedAt: latest([sighting.endedAt, known?.endedAt]),
    traffic: larger(sighting.traffic, known?.traffic),
    clientIp: sighting.clientIp ?? known?.clientIp,
    publicIp: (sighting.publicIp && canonicalIp(sighting.publicIp)) || known?.publicIp,
    device: sighting.device ?? known?.device,
    ending: known?.ending?.kind === 'terminated' ? known.ending : (sighting.ending ?? known?.ending),
  };
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
