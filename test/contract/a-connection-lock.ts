import { parseConnectionId, parseCorrelation, parseEndpointId, parsePersonId } from '../../src/domain/ids.ts';
import type { ConnectionLock } from '../../src/ports/connection-locks.ts';
import { known } from './known.ts';

/** A lock of one minute on a connection, acquired this many seconds after noon; person and time make the request. */
export function aLockAt(
  second: number,
  over: { by?: string; connection?: string; endpoint?: string; correlation?: string } = {},
): ConnectionLock {
  const by = over.by ?? 'U0HELGA';
  const at = new Date(Date.UTC(2026, 10, 2, 12, 0, second));
  return {
    endpoint: known(parseEndpointId(`cvpn-endpoint-${over.endpoint ?? '0e'}`)),
    connection: known(parseConnectionId(`cvpn-connection-${over.connection ?? '0c'}`)),
    by: known(parsePersonId(by)),
    correlation: known(parseCorrelation(over.correlation ?? `${by.toLowerCase()}-${second}`)),
    at,
    until: new Date(at.getTime() + 60_000),
  };
}
