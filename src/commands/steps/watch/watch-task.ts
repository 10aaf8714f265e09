import {
  type ConnectionId,
  type Correlation,
  type EndpointId,
  parseConnectionId,
  parseCorrelation,
  parseEndpointId,
} from '../../../core/ids.ts';
import { foldName } from '../../../core/vpn-name.ts';
import type { Watch, WatchedName } from '../../../core/watch.ts';
import type { Task } from '../../../ports/agenda.ts';

/** One name on one endpoint, to be looked for now and then for five minutes after a kick. */
export interface WatchTask extends Pick<Watch, 'spared' | 'since' | 'again'> {
  readonly correlation: Correlation;
  readonly endpoint: EndpointId;
  readonly name: WatchedName;
}

/** A later kick of the same name there takes the place of an earlier one's watch: the key is the same. */
export function watchTaskFrom(watch: WatchTask): Task {
  const { correlation, endpoint, name, since, again, spared } = watch;
  const sinceMs = since === undefined ? '' : String(since.getTime());
  return {
    key: `watch ${endpoint} ${name.kind} ${foldName(name.text)}`,
    payload: JSON.stringify([correlation, endpoint, name.kind, name.text, sinceMs, again, ...spared]),
  };
}

/** Undefined for a task that another version of the bot put down. */
export function parseWatchTask({ payload }: Task): WatchTask | undefined {
  const parts: unknown = JSON.parse(payload);
  if (!Array.isArray(parts) || !parts.every((part) => typeof part === 'string')) return undefined;

  const [correlationText = '', endpointText = '', kind, text = '', sinceMs = '', again, ...spared] = parts;
  const correlation = parseCorrelation(correlationText);
  const endpoint = parseEndpointId(endpointText);
  if (correlation === undefined || endpoint === undefined) return undefined;
  if (kind !== 'username' && kind !== 'common_name') return undefined;
  if (again !== 'name' && again !== 'connection') return undefined;

  const since = sinceMs === '' ? undefined : new Date(Number(sinceMs));
  return { correlation, endpoint, name: { kind, text }, since, again, spared: idsFrom(spared) };
}

function idsFrom(texts: readonly string[]): readonly ConnectionId[] {
  return texts.flatMap((text) => parseConnectionId(text) ?? []);
}
