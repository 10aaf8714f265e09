import type { BlockKey } from '../../../core/block.ts';
import { type Correlation, parseCorrelation, parseEndpointId } from '../../../core/ids.ts';
import type { Task } from '../../../ports/agenda.ts';

/** Blocks that are to be lifted, whatever happens to the process. */
export interface LiftTask {
  readonly correlation: Correlation;
  readonly lifted: readonly BlockKey[];
}

export function taskFromLift({ correlation, lifted }: LiftTask): Task {
  const keys = lifted.map((key) => [key.name, key.endpoint ?? '', key.correlation]);
  return { key: `unblock ${correlation}`, payload: JSON.stringify([correlation, ...keys.flat()]) };
}

/** Undefined for a task that another version of the bot put down. */
export function parseLiftTask({ payload }: Task): LiftTask | undefined {
  const parts: unknown = JSON.parse(payload);
  if (!Array.isArray(parts) || !parts.every((part) => typeof part === 'string')) return undefined;

  const [correlationText = '', ...fields] = parts;
  const correlation = parseCorrelation(correlationText);
  if (correlation === undefined || fields.length === 0 || fields.length % 3 !== 0) return undefined;

  const lifted = fields.flatMap((name, at) =>
    at % 3 === 0 ? keyFrom(name, fields[at + 1], fields[at + 2]) : [],
  );
  return { correlation, lifted };
}

function keyFrom(name: string, endpoint = '', correlationText = ''): readonly BlockKey[] {
  const correlation = parseCorrelation(correlationText);
  return correlation === undefined ? [] : [{ name, endpoint: parseEndpointId(endpoint), correlation }];
}
