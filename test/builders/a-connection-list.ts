import type { ConnectionList, Coverage } from '../../src/domain/connection-list.ts';
import { noPossibleMatches } from '../../src/domain/connection-list.ts';
import { someConnections } from './a-connection.ts';
import { anEndpoint } from './an-endpoint.ts';

/** Twenty-five sessions on one endpoint. */
export function aConnectionList(given: Partial<ConnectionList> = {}): ConnectionList {
  return {
    connections: someConnections(25).map((connection) => ({
      connection,
      endpoint: anEndpoint(),
      mayTerminate: true,
    })),
    total: 25,
    possible: noPossibleMatches,
    ...aCoverage(),
    ...given,
  };
}

/** What a complete look-up of one endpoint covers. */
export function aCoverage(given: Partial<Coverage> = {}): Coverage {
  return {
    endpoints: [anEndpoint()],
    unavailable: [],
    asOf: new Date('2026-11-02T09:00:00Z'),
    older: [],
    stale: [],
    refreshing: [],
    unassociated: [],
    reading: [],
    ...given,
  };
}
