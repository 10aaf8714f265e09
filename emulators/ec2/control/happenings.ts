import type { Fleet, FleetEvent } from '../model/fleet.ts';
import type { CallLog } from './call-log.ts';
import type { Happening } from './control-protocol.ts';
import { connectionView, endpointView, turnedAwayView } from './fleet-view.ts';
import type { WeatherStation } from './weather-station.ts';

/** Tells an onlooker of everything that happens from now on; answers how to stop. */
export function watch(
  fleet: Fleet,
  calls: CallLog,
  weather: WeatherStation,
  tell: (happening: Happening) => void,
): () => void {
  const stops = [
    fleet.listen((event) => tell(happeningFrom(event, fleet.now()))),
    watchEndpoints(fleet, tell),
    calls.listen((call) => tell({ kind: 'call', call })),
    weather.listen((present) => tell({ kind: 'weather', weather: present })),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

function happeningFrom(event: FleetEvent, now: number): Happening {
  switch (event.kind) {
    case 'turned_away':
      return { kind: 'turned-away', turnedAway: turnedAwayView(event.turnedAway) };
    case 'vanished':
      return { kind: 'gone', connectionId: event.session.connectionId };
    case 'changed':
      return { kind: 'connection', connection: connectionView(event.session, now) };
  }
}

/** Tells of an endpoint when its count of live connections is another. */
function watchEndpoints(fleet: Fleet, tell: (happening: Happening) => void): () => void {
  const told = new Map(fleet.endpoints.map((endpoint) => [endpoint.id, endpointView(endpoint, fleet)]));

  return fleet.listen((event) => {
    if (event.kind === 'turned_away') return;
    const { session } = event;
    const known = told.get(session.endpointId);
    const live = fleet.roster(session.endpointId)?.live;
    if (known === undefined || live === undefined || live === known.live) return;

    const endpoint = { ...known, live };
    told.set(endpoint.id, endpoint);
    tell({ kind: 'endpoint', endpoint });
  });
}
