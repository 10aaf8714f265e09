import type { Happening } from '../control-protocol.ts';
import type { CallLog } from '../model/call-log.ts';
import type { Fleet } from '../model/fleet.ts';
import type { WeatherStation } from '../model/weather-station.ts';
import { connectionView, endpointView } from './fleet-view.ts';

/** Tells an onlooker of everything that happens from now on; answers how to stop. */
export function watch(
  fleet: Fleet,
  calls: CallLog,
  weather: WeatherStation,
  tell: (happening: Happening) => void,
): () => void {
  const stops = [
    fleet.listen(({ kind, session }) => {
      const connection = connectionView(session, fleet.now());
      tell(
        kind === 'vanished'
          ? { kind: 'gone', connectionId: connection.id }
          : { kind: 'connection', connection },
      );
    }),
    watchEndpoints(fleet, tell),
    calls.listen((call) => tell({ kind: 'call', call })),
    weather.listen((present) => tell({ kind: 'weather', weather: present })),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

/** Tells of an endpoint when its count of live connections is another. */
function watchEndpoints(fleet: Fleet, tell: (happening: Happening) => void): () => void {
  const told = new Map(fleet.endpoints.map((endpoint) => [endpoint.id, endpointView(endpoint, fleet)]));

  return fleet.listen(({ session }) => {
    const known = told.get(session.endpointId);
    const live = fleet.roster(session.endpointId)?.live;
    if (known === undefined || live === undefined || live === known.live) return;

    const endpoint = { ...known, live };
    told.set(endpoint.id, endpoint);
    tell({ kind: 'endpoint', endpoint });
  });
}
