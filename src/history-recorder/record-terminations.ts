import { secondsToMilliseconds } from 'date-fns/secondsToMilliseconds';
import { subHours } from 'date-fns/subHours';
import type { AuditEntry, EntryConnection } from '../domain/audit-entry.ts';
import type { ConnectionUpdate } from '../domain/connection-record.ts';
import { parseConnectionId, parseCorrelation, parseEndpointId } from '../domain/ids.ts';
import { ageMs, type Moment, momentOf } from '../domain/moment.ts';
import type { ReadContext } from '../ports/app-context.ts';
import type { ConnectionHistory } from '../ports/connection-history.ts';

type TerminationContext = Pick<ReadContext, 'log' | 'clock'> & { readonly history: ConnectionHistory };

/** Reading the number of the latest entry costs almost nothing. */
const everyMs = secondsToMilliseconds(2);
/** A new process reads the entries that an earlier one may not have recorded, and no more than it can read quickly. */
const lookBackHours = 2;
const maxEntries = 2_000;
const batchSize = 200;

/**
 * Returns a function that adds to the history who terminated connections and why, if there are new entries in the audit
 * log. It reads the log instead of being told, so that no entry waits for the history, and none is missed: neither those
 * of other processes, nor those written right before a crash.
 *
 * @returns It throws `store_unavailable` or `history_unavailable`, and the next call reads the same entries again.
 */
export function terminationRecorder({ log, clock, history }: TerminationContext): () => Promise<void> {
  let lastLook: Moment | undefined;
  let readTo = 0;

  return async () => {
    if (lastLook !== undefined && ageMs(clock, lastLook) < everyMs) return;
    lastLook = momentOf(clock);
    const { seq } = await log.head();
    if (seq <= readTo) return;

    const since = subHours(clock.now(), lookBackHours);
    const endings: ConnectionUpdate[] = [];
    let read = 0;
    for await (const found of log.newestFirst(seq)) {
      if (found.kind === 'unreadable') continue;
      const { entry } = found;
      if (entry.seq <= readTo || Date.parse(entry.at) < since.getTime() || read >= maxEntries) break;
      read += 1;
      endings.push(...terminationsIn(entry));
    }
    for (let from = 0; from < endings.length; from += batchSize)
      await history.record(endings.slice(from, from + batchSize));
    readTo = seq;
  };
}

function terminationsIn(entry: AuditEntry): readonly ConnectionUpdate[] {
  const { kind, actor, reason, channel, connections = [] } = entry;
  const endpointId = parseEndpointId(entry.endpoint?.id ?? '');
  const correlation = parseCorrelation(entry.correlation);
  if (kind !== 'finished' && kind !== 'confirmed' && kind !== 'unconfirmed') return [];
  if (endpointId === undefined || correlation === undefined) return [];

  const ending = { kind: 'terminated', by: actor, reason, correlation, channel: channel?.id } as const;
  return connections
    .filter((connection) => isTerminated(kind, connection))
    .flatMap(({ id }) => parseConnectionId(id) ?? [])
    .map((id) => ({ endpointId, id, lastSeenAt: new Date(entry.at), ending }));
}

/**
 * Returns whether it was connected before, and AWS has terminated it. AWS's first answer is usually `terminating`, and may
 * still turn into a failure; the confirmation follows in an entry of its own, and gives up waiting after two minutes.
 */
function isTerminated(
  kind: 'finished' | 'confirmed' | 'unconfirmed',
  { previous, current }: EntryConnection,
): boolean {
  const isEnding = (code = '') => code === 'terminating' || code === 'terminated';
  if (isEnding(previous?.code)) return false;
  return kind === 'finished' ? current?.code === 'terminated' : isEnding(current?.code);
}
