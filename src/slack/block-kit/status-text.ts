import type { EntryConnection } from '../../domain/audit-entry.ts';
import { isOwnCode } from '../../domain/entry-connection.ts';
import { shown } from './escape-text.ts';

/** `cvpn-connection-0668…f18253`: enough to tell sessions apart; the entry has the whole id. */
export function shortId(id: string): string {
  const unique = id.replace('cvpn-connection-', '');
  return unique.length <= 12 ? id : `cvpn-connection-${unique.slice(0, 4)}…${unique.slice(-6)}`;
}

/** A status that a connection went through, as an entry or EC2 has it. */
export interface Step {
  readonly code: string;
  readonly message?: string | undefined;
}

/** `active → terminating → terminated`, each step once, with the last one's message where it has one. */
export function statusPath(steps: readonly (Step | undefined)[]): string {
  const known = steps.filter((step) => step !== undefined);
  const path = known.filter((step, index) => step.code !== known[index - 1]?.code);
  const { code = '', message = '' } = known.at(-1) ?? {};

  const codes = path.map((step) => shown(step.code, 40)).join(' → ');
  const source = isOwnCode(code) ? '' : 'AWS: ';
  return message === '' ? codes : `${codes} (${source}${shown(message, 200)})`;
}

/** The steps that one connection went through, from the entries of its story in order. */
export function stepsOf(
  id: string,
  tellings: readonly (readonly EntryConnection[])[],
): readonly (Step | undefined)[] {
  const told = tellings.flatMap((connections) => connections.filter((connection) => connection.id === id));
  return [told[0]?.previous, ...told.map(({ current }) => current)];
}
