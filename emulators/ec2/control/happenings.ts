import type { Happening, Weather } from '../control-protocol.ts';
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
      tell(
        kind === 'vanished'
          ? { kind: 'gone', connectionId: session.connectionId }
          : { kind: 'connection', connection: connectionView(session, fleet.now()) },
      );
      const endpoint = fleet.endpoints.find(({ id }) => id === session.endpointId);
      if (endpoint !== undefined) tell({ kind: 'endpoint', endpoint: endpointView(endpoint, fleet) });
    }),
    calls.listen((call) => tell({ kind: 'call', call })),
    weather.listen((present: Weather) => tell({ kind: 'weather', weather: present })),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
