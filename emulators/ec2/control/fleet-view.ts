import type { Fleet, TurnedAway } from '../model/fleet.ts';
import { countersAt, type Session } from '../model/session.ts';
import type { VpnEndpoint } from '../model/vpn-endpoint.ts';
import type {
  Connection,
  Endpoint,
  Fleet as FleetView,
  TurnedAway as TurnedAwayView,
  Weather,
} from './control-protocol.ts';

/** The whole fleet as an onlooker sees it. */
export function fleetView(fleet: Fleet, weather: Weather): FleetView {
  return {
    now: new Date(fleet.now()).toISOString(),
    endpoints: fleet.endpoints.map((endpoint) => endpointView(endpoint, fleet)),
    connections: fleet.endpoints.flatMap(({ id }) =>
      (fleet.roster(id)?.latest(shownOfEach) ?? []).map((session) => connectionView(session, fleet.now())),
    ),
    weather,
    turnedAway: fleet.turnedAway().map(turnedAwayView),
  };
}

export function endpointView(endpoint: VpnEndpoint, fleet: Fleet): Endpoint {
  const { id, name, region, authentication } = endpoint;
  return { id, name, region, authentication, live: fleet.roster(id)?.live ?? 0 };
}

export function turnedAwayView({ session, message, at }: TurnedAway): TurnedAwayView {
  const { connectionId: id, endpointId, username, commonName } = session;
  return { id, endpointId, name: username ?? commonName, at: new Date(at).toISOString(), message };
}

export function connectionView(session: Session, at: number): Connection {
  const counters = countersAt(session, at);
  return {
    id: session.connectionId,
    endpointId: session.endpointId,
    username: session.username ?? null,
    commonName: session.commonName,
    clientIp: session.clientIp,
    establishedAt: new Date(session.establishedAt).toISOString(),
    endedAt: session.state.code === 'terminated' ? new Date(session.state.endedAt).toISOString() : null,
    bytesSent: `${counters.ingressBytes}`,
    bytesReceived: `${counters.egressBytes}`,
    status: session.state.code,
  };
}

const shownOfEach = 1000;
