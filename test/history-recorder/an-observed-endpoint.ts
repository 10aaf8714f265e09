import { addMinutes } from 'date-fns/addMinutes';
import { minutesToMilliseconds } from 'date-fns/minutesToMilliseconds';
import type { Connection } from '../../src/domain/connection.ts';
import { EndpointObserver, type FoundConnection } from '../../src/history-recorder/observe-endpoint.ts';
import { aConnection } from '../builders/a-connection.ts';
import { anEndpoint } from '../builders/an-endpoint.ts';
import { anApp } from '../doubles/an-app.ts';

/** When the clock of {@link anApp} begins. */
export const nine = new Date('2026-11-02T09:00:00Z');
export const at = (minutes: number) => addMinutes(nine, minutes);

/** prod-eu as an observer sees it, with the clock at nine. */
export function anObservedEndpoint(connections: readonly Connection[] = []) {
  const app = anApp(connections);
  const found: FoundConnection[] = [];
  let stopAfter = Number.POSITIVE_INFINITY;
  const context = {
    ...app,
    onFound: (connection: FoundConnection) => found.push(connection),
    isStopped: () => --stopAfter < 0,
  };
  const start = () => new EndpointObserver(context, anEndpoint());
  let observer = start();

  return {
    app,
    found,
    observe: () => observer.observe(),
    /** Another process takes over. */
    restart: () => {
      observer = start();
    },
    /** Stops after so many batches. */
    stopAfter: (batches: number) => {
      stopAfter = batches;
    },
    pass: (minutes: number) => app.clock.sleep(minutesToMilliseconds(minutes)),
    /** EC2 lists the connection as ended. */
    end: (connection: Connection, endedAt: Date) =>
      app.vpn.connect({ ...connection, endedAt, status: { code: 'terminated', message: undefined } }),
    record: async (connection: Pick<Connection, 'endpointId' | 'id'> = aConnection()) =>
      (await app.history.ofConnections([connection]))[0],
    observations: () => app.history.observations(anEndpoint().id, new Date(0), at(10_000)),
  };
}
