import type { TurnedAway } from '../../../core/arrival.ts';
import { type Correlation, parseCorrelation } from '../../../core/ids.ts';
import { hashOfName } from '../../../core/name-hash.ts';
import type { Task } from '../../../ports/agenda.ts';

/** One telling of a name that was turned away: everything that its entry says. */
export interface TurnedAwayTask {
  readonly correlation: Correlation;
  readonly turnedAway: TurnedAway;
}

/** Of several processes that find the same, one gets to put this down. */
export function taskFromTurnedAway(turnedAway: TurnedAway): Task {
  const { name, count, told, latest } = turnedAway;
  const { connection, endpoint, username, commonName, publicIp, platform, at } = latest;
  const texts = [name, connection, endpoint, username, commonName, publicIp, platform, at.toISOString()];

  return {
    key: `turned-away ${hashOfName(name)} ${told}`,
    payload: JSON.stringify([String(count), String(told), ...texts]),
  };
}

/** Undefined for a task that another version of the bot put down. */
export function parseTurnedAwayTask({ payload }: Task): TurnedAwayTask | undefined {
  const parts: unknown = JSON.parse(payload);
  if (!Array.isArray(parts) || parts.length !== 10 || !parts.every((part) => typeof part === 'string'))
    return undefined;

  const [count, told, name = '', connection = '', endpoint = '', username = '', ...rest] = parts;
  const [commonName = '', publicIp = '', platform = '', atText = ''] = rest;
  const at = new Date(atText);
  const correlation = parseCorrelation(`away-${hashOfName(name).slice(0, 12)}-${at.getTime()}`);
  if (correlation === undefined) return undefined;

  const names = { username, commonName, publicIp, platform };
  const latest = { connection, endpoint, ...names, at, verdict: 'turned_away' as const };
  return {
    correlation,
    turnedAway: { name, count: Number(count), told: Number(told), toldAt: undefined, latest },
  };
}
