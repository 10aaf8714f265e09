import type { AuditEntry } from './audit-entry.ts';
import type { ConnectionAttempt } from './connection-attempt.ts';
import type { Endpoint } from './endpoint.ts';
import type { ConnectionId } from './ids.ts';
import type { Kick } from './kick.ts';
import { type EntryThread, threadsOf } from './kick-from-entries.ts';
import { elapsedText } from './moment.ts';
import type { ExactWhom } from './target.ts';
import { type EndedNames, nameKey } from './watched-names.ts';

/** Who has reconnected after a kick of many, as the record has it. */
export interface ReconnectReport {
  readonly kick: Kick;
  /** How many of the names that were watched have reconnected. */
  readonly names: number;
  /** How many names the kick ended connections of. */
  readonly watched: number;
  /** The latest last. */
  readonly reconnected: readonly Reconnect[];
  /** The entries that record it. */
  readonly story: EntryThread;
  /** What they follow in the record. */
  readonly follows: EntryThread;
  /** Whether they could be kept out from the channel. */
  readonly mayBlock: boolean;
}

export interface Reconnect {
  readonly name: string;
  /** The endpoint's name. */
  readonly endpoint: string;
  /** How long after the order to end their connections, in words. */
  readonly after: string;
  /** Undefined where an entry lists so many that it does not say whose each is. */
  readonly connection: string | undefined;
}

/** Says in the detail of a `returned` entry how long after the order the connections that it lists were established. */
export function reconnectDetail(afterMs: readonly number[], from = ''): string {
  const least = elapsedText(Math.min(...afterMs));
  const most = elapsedText(Math.max(...afterMs));
  if (afterMs.length === 1) return `back after ${least}, with a connection that was not there before${from}`;
  return `back after ${least === most ? least : `${least} to ${most}`}, with connections that were not there before`;
}

/** How long after the order, in the words of the entry. */
function afterFrom(detail: string | undefined): string {
  return /^back after (.+?), with /.exec(detail ?? '')?.[1] ?? '';
}

/**
 * Puts together from the record who has reconnected after a kick.
 *
 * @param ended The names that it ended connections of.
 * @returns Undefined while nobody has.
 */
export function reconnectReportFrom(
  kick: Kick,
  entries: readonly AuditEntry[],
  ended: EndedNames,
  mayBlock: boolean,
): ReconnectReport | undefined {
  const [first, ...others] = entries.filter(({ kind }) => kind === 'returned');
  const follows = threadsOf(entries).find(([{ kind }]) => kind === 'requested');
  if (first === undefined || follows === undefined) return undefined;

  const reconnected = [first, ...others].flatMap((entry) => reconnectsIn(entry, ended));
  return {
    kick,
    names: new Set(reconnected.map(({ name }) => keyOf(name, ended))).size,
    watched: ended.count,
    reconnected,
    story: [first, ...others],
    follows,
    mayBlock,
  };
}

/** How often each name has been told of, by its key. */
export function timesTold(entries: readonly AuditEntry[], ended: EndedNames): ReadonlyMap<string, number> {
  const told = new Map<string, number>();
  const names = entries.filter(({ kind }) => kind === 'returned').flatMap((entry) => namesIn(entry, ended));
  for (const key of names.map((name) => keyOf(name, ended))) told.set(key, (told.get(key) ?? 0) + 1);
  return told;
}

/** The key of the watched name that this is; where it is told in another way to write it, a directory knows the user. */
function keyOf(name: string, ended: EndedNames): string {
  return ended.of(name, true)?.key ?? nameKey(name);
}

function reconnectsIn(entry: AuditEntry, ended: EndedNames): readonly Reconnect[] {
  const { endpoint, detail, connections = [] } = entry;
  return namesIn(entry, ended).map((name) => ({
    name,
    endpoint: endpoint?.name ?? '',
    after: afterFrom(detail),
    connection: connections.length === 1 ? connections[0]?.id : undefined,
  }));
}

/** A target of one connection is its name, whatever stands in it; one of many is their names, with commas between. */
function namesIn({ target = '', connections = [] }: AuditEntry, ended: EndedNames): readonly string[] {
  if (connections.length <= 1) return [target];

  const parts = target.split(separator);
  const names: string[] = [];
  for (let from = 0; from < parts.length; ) {
    const textOf = (length: number) => parts.slice(from, from + length).join(separator);
    // A name may hold commas itself.
    const length = lengths.find((each) => ended.of(textOf(each), true) !== undefined) ?? 1;
    names.push(textOf(length));
    from += length;
  }
  return names;
}

const separator = ', ';
const lengths = [1, 2, 3, 4] as const;

/** Someone whose sessions were ended is back, with a connection that was not there before. */
export interface ReconnectWarning {
  readonly kick: Pick<Kick, 'correlation' | 'actor' | 'channel'>;
  /** The name that came back. */
  readonly name: string;
  readonly endpoint: Endpoint;
  readonly connection: ConnectionId;
  readonly afterMs: number;
  /** Where they are and with what, as the connect handler was told; unknown where none is asked. */
  readonly from: Pick<ConnectionAttempt, 'publicIp' | 'platform'> | undefined;
  readonly seenAt: Date;
  /** Whom Kick again means. */
  readonly again: ExactWhom;
  /** Whether they could be kept out from the channel: for offering it, never for acting. */
  readonly mayBlock: boolean;
  /** The entry that records it. */
  readonly entry: AuditEntry;
  /** What it follows in the record. */
  readonly follows: EntryThread;
}
