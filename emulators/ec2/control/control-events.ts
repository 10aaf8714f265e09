import type { Fleet, FleetEvent } from '../model/fleet.ts';
import type { CallLog } from './call-log.ts';
import type { ControlEvent } from './control-protocol.ts';
import type { FaultInjector } from './fault-injector.ts';
import { connectionView, deniedView, endpointView } from './fleet-view.ts';

/** Sends every event from now on. @returns A function that stops it. */
export function watch(
  fleet: Fleet,
  calls: CallLog,
  faults: FaultInjector,
  tell: (event: ControlEvent) => void,
): () => void {
  const stops = [
    fleet.listen((event) => tell(controlEventFrom(event, fleet.now()))),
    watchEndpoints(fleet, tell),
    calls.listen((call) => tell({ kind: 'call', call })),
    faults.listen((present) => tell({ kind: 'faults', faults: present })),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

function controlEventFrom(event: FleetEvent, now: number): ControlEvent {
  switch (event.kind) {
    case 'denied':
      return { kind: 'denied', denied: deniedView(event.denied) };
    case 'vanished':
      return { kind: 'gone', connectionId: event.connection.connectionId };
    case 'changed':
      return { kind: 'connection', connection: connectionView(event.connection, now) };
  }
}

/** Sends an endpoint whenever its number of live connections changes. */
function watchEndpoints(fleet: Fleet, tell: (event: ControlEvent) => void): () => void {
  const sent = new Map(fleet.endpoints.map((endpoint) => [endpoint.id, endpointView(endpoint, fleet)]));

  return fleet.listen((event) => {
    if (event.kind === 'denied') return;
    const { connection } = event;
    const known = sent.get(connection.endpointId);
    const live = fleet.connectionTable(connection.endpointId)?.live;
    if (known === undefined || live === undefined || live === known.live) return;

    const endpoint = { ...known, live };
    sent.set(endpoint.id, endpoint);
    tell({ kind: 'endpoint', endpoint });
  });
}
