import {
  type ConnectionId,
  type Correlation,
  type EndpointId,
  parseConnectionId,
  parseCorrelation,
  parseEndpointId,
} from '../../../core/ids.ts';
import type { Watch } from '../../../core/watch.ts';
import type { Task } from '../../../ports/agenda.ts';

/** Someone was seen to be back: that has to be recorded and told, whatever happens to the process. */
export interface ComebackTask {
  readonly correlation: Correlation;
  readonly endpoint: EndpointId;
  readonly connection: ConnectionId;
  /** The name that came back. */
  readonly name: string;
  readonly again: Watch['again'];
  readonly afterMs: number;
}

export function comebackTaskFrom(comeback: ComebackTask): Task {
  const { correlation, endpoint, connection, name, again, afterMs } = comeback;
  return {
    key: `returned ${correlation} ${connection}`,
    payload: JSON.stringify([correlation, endpoint, connection, name, again, String(afterMs)]),
  };
}

/** Undefined for a task that another version of the bot put down. */
export function parseComebackTask({ payload }: Task): ComebackTask | undefined {
  const parts: unknown = JSON.parse(payload);
  if (!Array.isArray(parts) || !parts.every((part) => typeof part === 'string')) return undefined;

  const [correlationText = '', endpointText = '', connectionText = '', name = '', again, afterMs] = parts;
  const correlation = parseCorrelation(correlationText);
  const endpoint = parseEndpointId(endpointText);
  const connection = parseConnectionId(connectionText);
  if (correlation === undefined || endpoint === undefined || connection === undefined) return undefined;
  if (again !== 'name' && again !== 'connection') return undefined;
  return { correlation, endpoint, connection, name, again, afterMs: Number(afterMs) };
}
