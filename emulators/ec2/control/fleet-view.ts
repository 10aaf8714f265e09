import type { DeniedConnection, Fleet } from '../model/fleet.ts';
import { countersAt, type VpnConnection } from '../model/vpn-connection.ts';
import type { VpnEndpoint } from '../model/vpn-endpoint.ts';
import type {
  Connection,
  DeniedConnection as DeniedView,
  Endpoint,
  Faults,
  Fleet as FleetView,
} from './control-protocol.ts';

/** The whole fleet as the control interface shows it. */
export function fleetView(fleet: Fleet, faults: Faults): FleetView {
  return {
    now: new Date(fleet.now()).toISOString(),
    endpoints: fleet.endpoints.map((endpoint) => endpointView(endpoint, fleet)),
    connections: fleet.endpoints.flatMap(({ id }) =>
      (fleet.connectionTable(id)?.latest(shownOfEach) ?? []).map((connection) =>
        connectionView(connection, fleet.now()),
      ),
    ),
    faults,
    denied: fleet.denied().map(deniedView),
  };
}

export function endpointView(endpoint: VpnEndpoint, fleet: Fleet): Endpoint {
  const { id, name, region, authentication } = endpoint;
  return { id, name, region, authentication, live: fleet.connectionTable(id)?.live ?? 0 };
}

export function deniedView({ connection, message, at }: DeniedConnection): DeniedView {
  const { connectionId: id, endpointId, username, commonName } = connection;
  return { id, endpointId, name: username ?? commonName, at: new Date(at).toISOString(), message };
}

export function connectionView(connection: VpnConnection, at: number): Connection {
  const counters = countersAt(connection, at);
  return {
    id: connection.connectionId,
    endpointId: connection.endpointId,
    username: connection.username ?? null,
    commonName: connection.commonName,
    clientIp: connection.clientIp,
    establishedAt: new Date(connection.establishedAt).toISOString(),
    endedAt: connection.state.code === 'terminated' ? new Date(connection.state.endedAt).toISOString() : null,
    bytesSent: `${counters.ingressBytes}`,
    bytesReceived: `${counters.egressBytes}`,
    status: connection.state.code,
  };
}

const shownOfEach = 1000;
