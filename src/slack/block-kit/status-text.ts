import type { EntryConnection } from '../../domain/audit-entry.ts';
import { isOwnCode } from '../../domain/entry-connection.ts';
import { shown } from './escape-text.ts';

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

  const codes = path.map((step) => shown(step.code, 40)).join(' → ');
  const source = isOwnCode(code) ? '' : 'AWS: ';
  return message === '' ? codes : `${codes} (${source}${shown(message, 200)})`;
}

/** The statuses that one connection had, from the entries of its thread in order. */
export function stepsOf(
  id: string,
  entries: readonly (readonly EntryConnection[])[],
): readonly (Step | undefined)[] {
  const states = entries.flatMap((connections) => connections.filter((connection) => connection.id === id));
  return [states[0]?.previous, ...states.map(({ current }) => current)];
}
