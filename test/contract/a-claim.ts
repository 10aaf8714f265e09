import { parseConnectionId, parseEndpointId, parsePersonId } from '../../src/core/ids.ts';
import type { Claim } from '../../src/ports/claims.ts';

/** A claim of one minute on a connection, taken this many seconds after noon. */
export function claimAt(
  second: number,
  over: { by?: string; connection?: string; endpoint?: string } = {},
): Claim {
  const at = new Date(Date.UTC(2026, 10, 2, 12, 0, second));
  return {
    endpoint: known(parseEndpointId(`cvpn-endpoint-${over.endpoint ?? '0e'}`)),
    connection: known(parseConnectionId(`cvpn-connection-${over.connection ?? '0c'}`)),
    by: known(parsePersonId(over.by ?? 'U0HELGA')),
    at,
    until: new Date(at.getTime() + 60_000),
  };
}

function known<T>(id: T | undefined): T {
  if (id === undefined) throw new Error('the test names an id that does not parse');
  return id;
}
