import { deviceOf } from './client-device.ts';
import type { Fleet, FleetEvent } from './fleet.ts';
import { countersAt, type VpnConnection } from './vpn-connection.ts';
import type { VpnEndpoint } from './vpn-endpoint.ts';

/** One entry of an endpoint's connection log, which becomes text when it is read. */
export interface LogEntry {
  /** Its place among the entries of all groups. */
  readonly number: number;
  readonly endpointId: string;
  readonly at: number;
  /** The JSON that Client VPN writes. */
  message(): string;
}

/**
 * What Client VPN writes to CloudWatch Logs when clients connect, are denied, and disconnect, for endpoints with
 * connection logging. https://docs.aws.amazon.com/vpn/latest/clientvpn-admin/connection-logging.html
 */
export class ConnectionLogs {
  readonly #groups = new Map<string, LogEntry[]>();
  readonly #endpoints: ReadonlyMap<string, VpnEndpoint>;
  #count = 0;

  constructor(endpoints: readonly VpnEndpoint[]) {
    this.#endpoints = new Map(endpoints.map((endpoint) => [endpoint.id, endpoint]));
  }

  /** Writes what happens in the fleet from now on. */
  follow(fleet: Pick<Fleet, 'listen'>): void {
    fleet.listen((event) => this.#write(event));
  }

  /** The entries of a group from a time to another, the earliest first. */
  between(group: string, from: number, to: number): readonly LogEntry[] {
    return (this.#groups.get(group) ?? [])
      .filter(({ at }) => at >= from && at <= to)
      .toSorted((one, other) => one.at - other.at || one.number - other.number);
  }

  #write(event: FleetEvent): void {
    if (event.kind === 'denied') {
      const { connection, at } = event.denied;
      this.#add(connection, at, () => attemptMessage(connection, 'failed', at));
    }
    if (event.kind !== 'changed') return;
    const { connection } = event;
    const { state, establishedAt } = connection;
    if (state.code === 'active')
      this.#add(connection, establishedAt, () => attemptMessage(connection, 'successful', establishedAt));
    if (state.code === 'terminated') {
      const { endedAt } = state;
      this.#add(connection, endedAt, () => resetMessage(connection, endedAt));
    }
  }

  #add({ endpointId }: VpnConnection, at: number, message: () => string): void {
    const log = this.#endpoints.get(endpointId)?.connectionLog;
    if (log === undefined || log.isMissing === true) return;
    const entries = this.#groups.get(log.group) ?? [];
    this.#groups.set(log.group, entries);
    this.#count += 1;
    entries.push({ number: this.#count, endpointId, at, message });
  }
}

function attemptMessage(connection: VpnConnection, status: 'successful' | 'failed', at: number): string {
  const isFailed = status === 'failed';
  return messageOf(connection, {
    'connection-log-type': 'connection-attempt',
    'connection-attempt-status': status,
    'connection-reset-status': 'NA',
    // https://docs.aws.amazon.com/vpn/latest/clientvpn-admin/connection-authorization.html
    'connection-attempt-failure-reason': isFailed ? 'client-connect-failed' : 'NA',
    'connection-start-time': isFailed ? 'NA' : timeText(at),
    'connection-last-update-time': timeText(at),
    'client-ip': isFailed ? 'NA' : connection.clientIp,
    'ingress-bytes': '0',
    'egress-bytes': '0',
    'ingress-packets': '0',
    'egress-packets': '0',
    'connection-end-time': 'NA',
    'connection-duration-seconds': isFailed ? 'NA' : '0',
  });
}

function resetMessage(connection: VpnConnection, endedAt: number): string {
  const { ingressBytes, egressBytes, ingressPackets, egressPackets } = countersAt(connection, endedAt);
  return messageOf(connection, {
    'connection-log-type': 'connection-reset',
    'connection-attempt-status': 'NA',
    'connection-reset-status': 'NA',
    'connection-attempt-failure-reason': 'NA',
    'connection-start-time': timeText(connection.establishedAt),
    'connection-last-update-time': timeText(endedAt),
    'client-ip': connection.clientIp,
    'ingress-bytes': String(ingressBytes),
    'egress-bytes': String(egressBytes),
    'ingress-packets': String(ingressPackets),
    'egress-packets': String(egressPackets),
    'connection-end-time': timeText(endedAt),
    'connection-duration-seconds': String(Math.round((endedAt - connection.establishedAt) / 1_000)),
  });
}

function messageOf(connection: VpnConnection, event: Readonly<Record<string, string>>): string {
  const { connectionId, endpointId, commonName, username, clientIpv6, sequence } = connection;
  const { publicIp, platform } = deviceOf(commonName);
  return JSON.stringify({
    ...event,
    'connection-id': connectionId,
    'client-vpn-endpoint-id': endpointId,
    'transport-protocol': 'udp',
    'client-ip-v6': clientIpv6 ?? 'NA',
    'common-name': commonName,
    ...(username !== undefined && { username }),
    'device-type': platform,
    'device-ip': publicIp,
    port: String(49_152 + (sequence % 16_384)),
  });
}

/** `2020-03-26 20:37:15`, in UTC. */
function timeText(at: number): string {
  return new Date(at).toISOString().slice(0, 19).replace('T', ' ');
}
