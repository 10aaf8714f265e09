import { type Correlation, type EndpointId, parseCorrelation, parseEndpointId } from '../../../core/ids.ts';
import type { Task } from '../../../ports/agenda.ts';

/** A block from its request to its end, whatever happens to the process. */
export interface BlockTask {
  readonly correlation: Correlation;
  readonly names: readonly string[];
  /** Undefined for every endpoint. */
  readonly endpoints: readonly EndpointId[] | undefined;
  readonly until: Date | undefined;
}

const everywhere = '*';
const withoutEnd = '-';

export function taskFromBlock({ correlation, names, endpoints, until }: BlockTask): Task {
  return {
    key: `block ${correlation}`,
    payload: JSON.stringify([
      correlation,
      until?.toISOString() ?? withoutEnd,
      endpoints?.join(' ') ?? everywhere,
      ...names,
    ]),
  };
}

/** Undefined for a task that another version of the bot put down. */
export function parseBlockTask({ payload }: Task): BlockTask | undefined {
  const parts: unknown = JSON.parse(payload);
  if (!Array.isArray(parts) || !parts.every((part) => typeof part === 'string')) return undefined;

  const [correlationText = '', untilText = '', endpointsText = '', ...names] = parts;
  const correlation = parseCorrelation(correlationText);
  const until = untilText === withoutEnd ? undefined : new Date(untilText);
  if (correlation === undefined || names.length === 0 || Number.isNaN(until?.getTime())) return undefined;

  const endpoints =
    endpointsText === everywhere
      ? undefined
      : endpointsText.split(' ').flatMap((id) => parseEndpointId(id) ?? []);
  return { correlation, names, endpoints, until };
}
