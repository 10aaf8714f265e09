import type { AuditEntry } from './audit-entry.ts';
import type { Endpoint } from './endpoint.ts';
import type { ConnectionId } from './ids.ts';
import type { Kick } from './kick.ts';
import { type EntryThread, threadsOf } from './kick-from-entries.ts';
import { elapsedText } from './moment.ts';
import type { ExactTargetRef } from './target.ts';
import { type EndedNames, nameKey } from './watched-names.ts';

/** Who has reconnected after a kick of many, according to the audit log. */
export interface ReconnectReport {
  readonly kick: Kick;
  /** How many of the watched names have reconnected. */
  readonly names: number;
  /** How many names the kick terminated connections of. */
  readonly watched: number;
  /** The latest last. */
  readonly reconnected: readonly Reconnect[];
  /** The entries that record the reconnects. */
  readonly thread: EntryThread;
  /** The thread that they follow in the audit log. */
  readonly follows: EntryThread;
  /** Whether the channel may block them. */
  readonly mayBlock: boolean;
}

export interface Reconnect {
  readonly name: string;
  /** The endpoint's name. */
  readonly endpoint: string;
  /** How long after the request to terminate their connections, in words. */
  readonly after: string;
  /** Undefined if an entry lists several connections, so that it does not say whose each is. */
  readonly connection: string | undefined;
}

/**
 * Returns the detail of a `returned` entry: how long after the request to terminate its connections were established.
 */
export function reconnectDetail(afterMs: readonly number[], from = ''): string {
  const least = elapsedText(Math.min(...afterMs));
  const most = elapsedText(Math.max(...afterMs));
  if (afterMs.length === 1) return `back after ${least}, with a connection that was not there before${from}`;
  return `back after ${least === most ? least : `${least} to ${most}`}, with connections that were not there before`;
}

/** Reads the duration from the entry's detail. */
function afterFrom(detail: string | undefined): string {
  return /^back after (.+?), with /.exec(detail ?? '')?.[1] ?? '';
}

/**
 * Summarizes who has reconnected after a kick, according to the audit log.
 *
 * @param ended The names that the kick terminated connections of.
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
    thread: [first, ...others],
    follows,
    mayBlock,
  };
}

/** Counts how often each name was reported, by its key. */
export function timesReported(
  entries: readonly AuditEntry[],
  ended: EndedNames,
): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  const names = entries.filter(({ kind }) => kind === 'returned').flatMap((entry) => namesIn(entry, ended));
  for (const key of names.map((name) => keyOf(name, ended))) times.set(key, (times.get(key) ?? 0) + 1);
  return times;
}

/** Returns the key of the watched name. If the entry has another way to write it, the user is a directory's. */
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

/**
 * Reads the names of an entry. With one connection, the target is its name, whatever it contains; with several, it is
 * their names, separated by commas.
 */
function namesIn({ target = '', connections = [] }: AuditEntry, ended: EndedNames): readonly string[] {
  if (connections.length <= 1) return [target];

  const parts = target.split(separator);
  const names: string[] = [];
  for (let from = 0; from < parts.length; ) {
    const textOf = (length: number) => parts.slice(from, from + length).join(separator);
    // A name may contain commas itself.
    const length = lengths.find((each) => ended.of(textOf(each), true) !== undefined) ?? 1;
    names.push(textOf(length));
    from += length;
  }
  return names;
}

const separator = ', ';
const lengths = [1, 2, 3, 4] as const;

/** Someone whose connections were terminated has a new connection. */
export interface ReconnectWarning {
  readonly kick: Pick<Kick, 'correlation' | 'actor' | 'channel'>;
  /** The name that reconnected. */
  readonly name: string;
  readonly endpoint: Endpoint;
  readonly connection: ConnectionId;
  readonly afterMs: number;
  /** Public address and platform, as the connect handler saw them; undefined without a connect handler. */
  readonly from: { readonly publicIp: string; readonly platform: string } | undefined;
  readonly seenAt: Date;
  /** The target of "Kick again". */
  readonly again: ExactTargetRef;
  /** Whether the channel may block them: for offering it, never for acting. */
  readonly mayBlock: boolean;
  /** The entry that records the reconnect. */
  readonly entry: AuditEntry;
  /** The thread that it follows in the audit log. */
  readonly follows: EntryThread;
}
