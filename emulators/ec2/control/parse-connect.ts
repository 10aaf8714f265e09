import { isRecord } from '../wire/is-record.ts';
import type { Connect } from './control-protocol.ts';

/** The client that is to connect, or a sentence that says what is wrong with the posted body. */
export function parseConnect(body: unknown): Connect | string {
  if (!isRecord(body)) return 'The body is an object.';
  const { endpointId, username, commonName, ...others } = body;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) return `There is no field called ${unknown}.`;
  if (typeof endpointId !== 'string') return 'endpointId is the id of an endpoint.';
  if (username !== undefined && typeof username !== 'string') return 'username is a text.';
  if (commonName !== undefined && typeof commonName !== 'string') return 'commonName is a text.';

  return {
    endpointId,
    ...(username === undefined ? {} : { username }),
    ...(commonName === undefined ? {} : { commonName }),
  };
}
