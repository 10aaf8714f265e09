import { minutesToMilliseconds } from 'date-fns/minutesToMilliseconds';
import type { Actor, AuditEntry, EntryConnection, EntryKind, FoundEntry } from '../../domain/audit-entry.ts';
import { type Connection, connectionKey } from '../../domain/connection.ts';
import { failureFrom } from '../../domain/failure.ts';
import type { AppContext } from '../../ports/app-context.ts';
import { within } from '../../slack/within.ts';

/** Who terminated a connection and why, according to the audit log. */
export interface TerminationRecord {
  readonly by: Actor;
  /** The id of the channel in which it was requested. */
  readonly channel: string | undefined;
  readonly reason: string | undefined;
}

export interface Terminations {
  readonly byConnection: ReadonlyMap<string, TerminationRecord>;
  /** `partial` if some terminations may be missing; `unread` if the audit log could not be read at all. */
  readonly extent: 'complete' | 'partial' | 'unread';
}

/** AWS lists ended connections for 60 minutes. An entry may be older by as long as AWS takes to end a connection. */
const lookBackMs = minutesToMilliseconds(65);
/** Someone is waiting for the list. */
const patienceMs = 1_000;
const maxEntries = 2_000;

/**
 * Finds out which of these ended connections Bouncer terminated. It reads the audit log from the newest entry back, no
 * further than necessary. It never throws, because the list does not depend on it.
 */
export async function findTerminations(
  app: Pick<AppContext, 'log' | 'clock' | 'diagnostics' | 'newCorrelation'>,
  ended: readonly Pick<Connection, 'id' | 'endpointId'>[],
): Promise<Terminations> {
  const wanted = new Set(ended.map(connectionKey));
  const found = new Map<string, TerminationRecord>();
  if (wanted.size === 0) return { byConnection: found, extent: 'complete' };
  try {
    const isComplete = await within(patienceMs, collect(app, wanted, found));
    return { byConnection: new Map(found), extent: isComplete === true ? 'complete' : 'partial' };
  } catch (error) {
    app.diagnostics.report(failureFrom(error), 'read who terminated connections', app.newCorrelation());
    return { byConnection: new Map(found), extent: found.size > 0 ? 'partial' : 'unread' };
  }
}

export function terminationOf(
  { byConnection }: Pick<Terminations, 'byConnection'>,
  connection: Pick<Connection, 'id' | 'endpointId'>,
): TerminationRecord | undefined {
  return byConnection.get(connectionKey(connection));
}

/** @returns Whether the entries were read as far back as necessary. */
async function collect(
  { log, clock }: Pick<AppContext, 'log' | 'clock'>,
  wanted: ReadonlySet<string>,
  found: Map<string, TerminationRecord>,
): Promise<boolean> {
  const since = clock.now().getTime() - lookBackMs;
  const deadline = clock.elapsedMs() + patienceMs;
  let isReadable = true;
  let read = 0;
  for await (const next of log.newestFirst()) {
    read += 1;
    isReadable &&= next.kind === 'readable';
    if (next.kind === 'readable' && Date.parse(next.entry.at) < since) return isReadable;
    for (const [key, record] of recordsIn(next, wanted)) if (!found.has(key)) found.set(key, record);
    if (found.size === wanted.size) return true;
    if (read >= maxEntries || clock.elapsedMs() > deadline) return false;
  }
  return isReadable;
}

function recordsIn(found: FoundEntry, wanted: ReadonlySet<string>): readonly [string, TerminationRecord][] {
  if (found.kind === 'unreadable') return [];
  const { entry } = found;
  if (!outcomeKinds.includes(entry.kind)) return [];
  const record = { by: entry.actor, channel: entry.channel?.id, reason: entry.reason };
  return (entry.connections ?? [])
    .filter(isTermination)
    .map(({ id }) => keyIn(entry, id))
    .filter((key) => wanted.has(key))
    .map((key) => [key, record]);
}

const outcomeKinds: readonly EntryKind[] = ['finished', 'confirmed', 'unconfirmed'];

/** Returns whether it was connected before, and AWS has terminated it or is about to. */
function isTermination({ previous, current }: EntryConnection): boolean {
  const isEnding = (code = '') => code === 'terminating' || code === 'terminated';
  return isEnding(current?.code) && !isEnding(previous?.code);
}

function keyIn({ endpoint }: AuditEntry, connection: string): string {
  return `${endpoint?.id} ${connection}`;
}
