import { parseConnectionId, parseCorrelation, parseEndpointId, parsePersonId } from '../domain/ids.ts';
import type { ConnectionLock } from '../ports/connection-locks.ts';

/** Reads a stored connection lock from the fields of a row or an item. */
export function claimFromFields(fields: Readonly<Record<string, unknown>>): ConnectionLock | undefined {
  const endpoint = parseEndpointId(String(fields.endpoint));
  const connection = parseConnectionId(String(fields.connection));
  const by = parsePersonId(String(fields.person));
  const correlation = parseCorrelation(String(fields.correlation));
  if (!endpoint || !connection || !by || !correlation) return undefined;

  return {
    endpoint,
    connection,
    by,
    correlation,
    at: new Date(Number(fields.at_ms)),
    until: new Date(Number(fields.until_ms)),
  };
}
