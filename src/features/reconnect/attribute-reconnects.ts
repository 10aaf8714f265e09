import type { AuditEntry } from '../../domain/audit-entry.ts';
import type { Connection } from '../../domain/connection.ts';
import type { Correlation } from '../../domain/ids.ts';
import type { Kick } from '../../domain/kick.ts';
import { kickFromEntries } from '../../domain/kick-from-entries.ts';
import { distinctNames, nameOf, namesText } from '../../domain/vpn-name.ts';
import { type EndedName, type EndedNames, endedNames, mayBeWatched } from '../../domain/watched-names.ts';
import type { AppContext } from '../../ports/app-context.ts';
import { wasThere } from './watch.ts';
import { parseWatchJob, type WatchJob, watchKind } from './watch-job.ts';

/** A kick that is watched, with what the record says of it. */
export interface WatchedKick {
  readonly watch: WatchJob;
  readonly entries: readonly AuditEntry[];
  /** The names that it ended connections of so far. */
  readonly ended: EndedNames;
  /** The connections that its entries list. */
  readonly known: ReadonlySet<string>;
}

/** A connection of somebody who is back, and the kick that it follows. */
export interface AttributedReconnects {
  readonly connection: Connection;
  readonly kick: WatchedKick;
  readonly name: EndedName;
}

/** @param kick What its entries tell; without parts where they tell of none. */
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
 * Picks the connections of people who are back after this kick, and says which kick each follows: the latest one of the
 * name, on whatever endpoint. Of several kicks that watch the same endpoint, the latest one tells; what another kick
 * lists is in its hands.
 *
 * @throws {Failure} `store_unavailable`
 */
export async function attributeReconnects(
  app: Pick<AppContext, 'jobs' | 'log' | 'rules'>,
  own: WatchedKick,
  connections: readonly Connection[],
): Promise<readonly AttributedReconnects[]> {
  const back = connections.flatMap((connection) => {
    const name = nameIfBack(own, connection);
    return name === undefined ? [] : [{ connection, kick: own, name }];
  });
  if (back.length === 0) return [];

  const others = await othersWatched(app, own, back);
  return back.flatMap((each): readonly AttributedReconnects[] => {
    if (others.some(({ known }) => known.has(each.connection.id))) return [];

    const later = others.flatMap((kick) => {
      const name = nameIfBack(kick, each.connection);
      return name !== undefined && name.seq > each.name.seq ? [{ ...each, kick, name }] : [];
    });
    if (later.some(({ kick }) => kick.watch.endpoint === own.watch.endpoint)) return [];
    return [later.toSorted((a, b) => b.name.seq - a.name.seq).at(0) ?? each];
  });
}

/** A connection that began after the kick, by EC2's own clock, goes by a name that it ended, and nobody was told of. */
function nameIfBack({ watch, ended, known }: WatchedKick, connection: Connection): EndedName | undefined {
  if (known.has(connection.id) || wasThere(connection, watch.since)) return undefined;
  // What is on its way out is being seen to.
  if (watch.spared.includes(connection.id) || connection.status.code === 'terminating') return undefined;
  const name = nameOf(connection);
  return name.kind === 'unnamed' ? undefined : ended.of(name.text, connection.isDirectoryUser ?? false);
}

/** The other kicks that are watched for one of these names. */
async function othersWatched(
  app: Pick<AppContext, 'jobs' | 'log' | 'rules'>,
  { watch }: WatchedKick,
  back: readonly AttributedReconnects[],
): Promise<readonly WatchedKick[]> {
  const watches = (await app.jobs.ofKind(watchKind)).flatMap((job) => parseWatchJob(job) ?? []);
  const names = distinctNames(back.map(({ connection }) => namesText([connection])));
  const others = watches.filter(
    ({ correlation, watched, targets }) =>
      correlation !== watch.correlation && mayBeWatched(watched, targets, names),
  );
  const correlations = [...new Set(others.map(({ correlation }) => correlation))];
  const entriesOf = new Map<Correlation, readonly AuditEntry[]>(
    await Promise.all(
      correlations.map(
        async (each): Promise<[Correlation, readonly AuditEntry[]]> => [each, await app.log.ofRequest(each)],
      ),
    ),
  );
  return others.map((other) => {
    const entries = entriesOf.get(other.correlation) ?? [];
    return watchedKick(other, entries, kickFromEntries(entries, app.rules.endpoints) ?? { parts: [] });
  });
}
