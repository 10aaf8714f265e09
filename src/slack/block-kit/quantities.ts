import type { EntryConnection } from '../../domain/audit-entry.ts';
import type { Traffic } from '../../domain/connection.ts';
import { isOwnCode, notListed } from '../../domain/entry-connection.ts';
import { shown } from './escape-text.ts';

/** Formats a duration with its two largest units: `3 h 12 min`. */
export function durationText(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  if (seconds < 60) return `${seconds} s`;

  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;

  const hours = Math.floor(minutes / 60);
  if (hours < 24) return withRest(hours, 'h', minutes % 60, 'min');
  return withRest(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** Formats a number of bytes, with one decimal if the number is small: `31 MB`, `1.2 GB`. */
export function bytesText(bytes: bigint): string {
  const power = Math.min(Math.floor((bytes.toString().length - 1) / 3), units.length - 1);
  if (power === 0) return `${bytes} B`;

  const tenths = bytes / 10n ** BigInt(power * 3 - 1);
  return `${tenths < 100n ? Number(tenths) / 10 : tenths / 10n} ${units[power]}`;
}

export function trafficText({ bytesSent, bytesReceived }: Traffic): string {
  return `sent ${bytesText(bytesSent)}, received ${bytesText(bytesReceived)}`;
}

/** How much of a time is shown. */
const moments = {
  time: { token: '{time}', from: 11, to: 16 },
  seconds: { token: '{time_secs}', from: 11, to: 19 },
  exact: { token: '{date_short_pretty} at {time_secs}', from: 0, to: 19 },
  day: { token: '{date_short_pretty} at {time}', from: 0, to: 16 },
};

/** Formats a time in the reader's own time zone. Clients that do not support this show it in UTC. */
export function timeText(at: Date, precision: keyof typeof moments = 'time'): string {
  const { token, from, to } = moments[precision];
  const fallback = at.toISOString().slice(from, to).replace('T', ' ');
  return `<!date^${Math.floor(at.getTime() / 1000)}^${token}|${fallback} UTC>`;
}

/** Formats a count with its noun: `1 connection`, `2 connections`. */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}

/** Joins texts, already escaped, for a sentence: `a and b`, `a, b, and c`, or `a, b, and 3 more`. */
export function listed(texts: readonly string[], max = 8): string {
  return conjunction.format(limited(texts, max));
}

/** Joins texts, already escaped, as alternatives: `a or b`, `a, b, or 3 more`. */
export function alternatives(texts: readonly string[], max = 8): string {
  return disjunction.format(limited(texts, max));
}

const conjunction = new Intl.ListFormat('en', { type: 'conjunction' });
const disjunction = new Intl.ListFormat('en', { type: 'disjunction' });

/** Joins texts, already escaped, for a line of facts: `a, b, 3 more`. */
export function commaSeparated(texts: readonly string[], max = 8): string {
  return limited(texts, max).join(', ');
}

function limited(texts: readonly string[], max: number): readonly string[] {
  const more = texts.length - max;
  return more > 0 ? [...texts.slice(0, max), `${more.toLocaleString('en')} more`] : texts;
}

/** Ends a list that is complete only in the audit log. */
export function inAuditLog(count: number): string {
  return `and ${count.toLocaleString('en')} more in the audit log`;
}

function withRest(whole: number, unit: string, rest: number, restUnit: string): string {
  return rest === 0 ? `${whole} ${unit}` : `${whole} ${unit} ${rest} ${restUnit}`;
}

/** Names the endpoints that a channel is limited to, so that no one mistakes an answer for one about all endpoints. */
export function limitText(endpointNames: readonly string[]): string {
  return `limited to ${listed(endpointNames.map((name) => shown(name))) || 'no endpoint'}`;
}

/**
 * Shortens a connection id to `cvpn-connection-0668…f18253`, which still tells connections apart. The audit entry has
 * the whole id.
 */
export function shortId(id: string): string {
  const unique = id.replace('cvpn-connection-', '');
  return unique.length <= 12 ? id : `cvpn-connection-${unique.slice(0, 4)}…${unique.slice(-6)}`;
}

/** A status that a connection had, as an audit entry or EC2 names it. */
export interface Step {
  readonly code: string;
  readonly message?: string | undefined;
}

/**
 * Formats `active → terminating → terminated`, without repetitions, and with the last status's message if it has one.
 */
export function statusPath(steps: readonly (Step | undefined)[]): string {
  const known = steps.filter((step) => step !== undefined);
  const path = known.filter((step, index) => step.code !== known[index - 1]?.code);
  const { code = '', message = '' } = known.at(-1) ?? {};

  const codes = path.map(codeText).join(' → ');
  const source = isOwnCode(code) ? '' : 'AWS: ';
  return message === '' ? codes : `${codes} (${source}${shown(message, 200)})`;
}

/** The codes of AWS are shown as they are. Of Bouncer's own, this is the only one that a connection can end with. */
function codeText({ code }: Step): string {
  return code === notListed.code ? 'no longer listed' : shown(code, 40);
}

/** The statuses that one connection had, from the entries of its thread in order. */
export function stepsOf(
  id: string,
  entries: readonly (readonly EntryConnection[])[],
): readonly (Step | undefined)[] {
  const states = entries.flatMap((connections) => connections.filter((connection) => connection.id === id));
  return [states[0]?.previous, ...states.map(({ current }) => current)];
}
