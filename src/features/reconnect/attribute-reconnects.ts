import type { AuditEntry } from '../../domain/audit-entry.ts';
import type { Connection } from '../../domain/connection.ts';
import type { Correlation } from '../../domain/ids.ts';
import type { Kick } from '../../domain/kick.ts';
import { kickFromEntries } from '../../domain/kick-from-entries.ts';
import { distinctNames, nameOf, namesText } from '../../domain/vpn-name.ts';
import {
  type EndedName,
  type EndedNames,
  endedNames,
  mayBeWatched,
  reconnectedAfterMs,
} from '../../domain/watched-names.ts';
import type { AppContext } from '../../ports/app-context.ts';
import { parseWatchJob, type WatchJob, watchKind } from './job.ts';
import { wasThere } from './watch.ts';

/** A watched kick, with what the audit log says about it. */
export interface WatchedKick {
  readonly watch: WatchJob;
  readonly entries: readonly AuditEntry[];
  /** The names whose connections the kick has terminated so far. */
  readonly ended: EndedNames;
  /** The connections that its entries list. */
  readonly known: ReadonlySet<string>;
}

/** A reconnect, and the kick that it is attributed to. */
export interface AttributedReconnect {
  readonly connection: Connection;
  readonly kick: WatchedKick;
  readonly name: EndedName;
  /** Milliseconds from the request to terminate a connection of the name until this one was established. */
  readonly afterMs: number;
}

/** @param kick The kick as read from its entries; without parts if they describe none. */
export function watchedKick(
  watch: WatchJob,
  entries: readonly AuditEntry[],
  kick: Pick<Kick, 'parts'>,
): WatchedKick {
  return {
    watch,
    entries,
    ended: endedNames(kick, watch.watched, watch.targets),
    known: new Set(entries.flatMap(({ connections = [] }) => connections.map(({ id }) => id))),
  };
}

/**
 * Picks the reconnects after this kick, and attributes each to the latest kick of its name, on any endpoint. If several
 * kicks watch the same endpoint, the latest one reports a reconnect; a connection that another kick's entries list is
 * left to that kick.
 *
 * @throws {Failure} `store_unavailable`
 */
export async function attributeReconnects(
  app: Pick<AppContext, 'jobs' | 'log' | 'rules' | 'clock'>,
  own: WatchedKick,
  connections: readonly Connection[],
): Promise<readonly AttributedReconnect[]> {
  const now = app.clock.now();
  const reconnectAfter = (kick: WatchedKick, connection: Connection): readonly AttributedReconnect[] => {
    const name = nameIfBack(kick, connection);
    if (name === undefined) return [];
    return [{ connection, kick, name, afterMs: reconnectedAfterMs(name, connection.establishedAt ?? now) }];
  };
  const back = connections.flatMap((connection) => reconnectAfter(own, connection));
  if (back.length === 0) return [];

  const others = await othersWatched(app, own, back);
  return back.flatMap((each): readonly AttributedReconnect[] => {
    if (others.some(({ known }) => known.has(each.connection.id))) return [];

    const later = others
      .flatMap((kick) => reconnectAfter(kick, each.connection))
      .filter(({ name }) => name.seq > each.name.seq);
    if (later.some(({ kick }) => kick.watch.endpoint === own.watch.endpoint)) return [];
    return [later.toSorted((a, b) => b.name.seq - a.name.seq).at(0) ?? each];
  });
}

/**
 * Returns the kicked name of a connection that began after the kick, by EC2's own clock, and has not been reported;
 * undefined for any other connection.
 */
function nameIfBack({ watch, ended, known }: WatchedKick, connection: Connection): EndedName | undefined {
  if (known.has(connection.id) || wasThere(connection, watch.since)) return undefined;
  // A connection that is already being terminated needs no report.
  if (watch.excluded.includes(connection.id) || connection.status.code === 'terminating') return undefined;
  const name = nameOf(connection);
  return name.kind === 'unnamed' ? undefined : ended.of(name.text, connection.isDirectoryUser ?? false);
}

/** Finds the other kicks that are watched for one of these names. */
async function othersWatched(
  app: Pick<AppContext, 'jobs' | 'log' | 'rules'>,
  { watch }: WatchedKick,
  back: readonly AttributedReconnect[],
): Promise<readonly WatchedKick[]> {
  const watches = (await app.jobs.ofKind(watchKind)).flatMap((job) => parseWatchJob(job) ?? []);
  const names = distinctNames(back.map(({ connection }) => namesText([connection])));
  const others = watches.filter(
    ({ correlation, watched, targets }) =>
      correlation !== watch.correlation && mayBeWatched(watched, targets, names),
  );
  const entriesOf = new Map<Correlation, Promise<readonly AuditEntry[]>>();
  for (const { correlation } of others)
    if (!entriesOf.has(correlation)) entriesOf.set(correlation, app.log.ofRequest(correlation));
  return Promise.all(
    others.map(async (other) => {
      const entries = (await entriesOf.get(other.correlation)) ?? [];
      return watchedKick(other, entries, kickFromEntries(entries, app.rules.endpoints) ?? { parts: [] });
    }),
  );
}
