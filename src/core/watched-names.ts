import { createHash } from 'node:crypto';
import type { Connection } from './connection.ts';
import type { Kick, SessionState } from './kick.ts';
import { hashOfName } from './name-hash.ts';
import { nameOf } from './vpn-name.ts';

/** Hex digits that stand for a connection, and for a name: what many people's names take up in a task stays bounded. */
const idDigits = 10;
const nameDigits = 12;
const digits = idDigits + nameDigits;

/** Stands for a name, however it is spelled. */
export function nameKey(name: string): string {
  return hashOfName(name).slice(0, nameDigits);
}

/** The key of the name that a connection goes by; undefined where it has none. */
export function keyOfConnection(connection: Connection): string | undefined {
  const name = nameOf(connection);
  return name.kind === 'unnamed' ? undefined : nameKey(name.text);
}

/** Writes which connections go by which names: 22 characters for each connection with a name. */
export function textFromNames(connections: readonly Connection[]): string {
  return connections
    .map((connection) => {
      const key = keyOfConnection(connection);
      return key === undefined ? '' : idKey(connection.id) + key;
    })
    .join('');
}

/** Which names connections go by: the key of each connection, and that of its name. */
export function namesFromText(text: string): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (let at = 0; at + digits <= text.length; at += digits)
    names.set(text.slice(at, at + idDigits), text.slice(at + idDigits, at + digits));
  return names;
}

/** A name of which a kick ended connections, as the record has it. */
export interface EndedName {
  /** The number of the last entry that says so: of several kicks, that with the highest was the latest. */
  readonly seq: number;
  /** When AWS had answered each order to end one of its connections, in order. */
  readonly orderedAtMs: readonly number[];
}

/** After these, someone may have been thrown out. */
const mayHaveEnded: readonly SessionState['kind'][] = ['ended', 'unconfirmed', 'terminating', 'unanswered'];

/**
 * The names of which a kick ended connections so far, by their keys.
 *
 * @param names Which name each connection goes by.
 * @param targets Names that count whichever connection was ended.
 */
export function endedNames(
  kick: Pick<Kick, 'parts'>,
  names: ReadonlyMap<string, string>,
  targets: readonly string[],
): ReadonlyMap<string, EndedName> {
  const ended = new Map<string, EndedName>();
  const targetKeys = targets.map(nameKey);
  for (const { entries, sessions } of kick.parts) {
    const finished = entries.find(({ kind }) => kind === 'finished');
    if (finished === undefined) continue;

    const over = sessions.filter(({ state }) => mayHaveEnded.includes(state.kind));
    const own =
      names.size === 0 ? [] : over.flatMap(({ connection }) => names.get(idKey(connection.id)) ?? []);
    const orderedAtMs = Date.parse(finished.at);
    for (const key of new Set([...own, ...(over.length > 0 ? targetKeys : [])])) {
      const known = ended.get(key);
      ended.set(key, {
        seq: Math.max(known?.seq ?? 0, finished.seq),
        orderedAtMs: [...(known?.orderedAtMs ?? []), orderedAtMs].toSorted((a, b) => a - b),
      });
    }
  }
  return ended;
}

/**
 * Milliseconds from the last order to end a connection of the name until a new one was established. EC2's clock and
 * ours may differ by a little.
 */
export function reconnectedAfterMs({ orderedAtMs }: EndedName, establishedAt: Date): number {
  const before = orderedAtMs.findLast((at) => at <= establishedAt.getTime());
  return Math.max(0, establishedAt.getTime() - (before ?? orderedAtMs[0] ?? establishedAt.getTime()));
}

function idKey(id: string): string {
  return createHash('sha256').update(id).digest('hex').slice(0, idDigits);
}
