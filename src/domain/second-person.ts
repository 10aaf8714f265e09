import type { Connection } from './connection.ts';
import { protectedNamesOn, type Rules } from './rules.ts';

/** Why a kick needs a second person. */
export type SecondPersonNeed =
  | { readonly kind: 'protected_names'; readonly names: readonly string[] }
  | {
      readonly kind: 'many_sessions';
      readonly above: number;
      /** How many connections of the same target the same person has terminated alone in the last ten minutes. */
      readonly recent?: number;
    };

/**
 * Returns why terminating these connections needs a second person; undefined if it does not.
 *
 * @param connections Connections of other people: one's own need no second person.
 * @param recent How many connections of the same target the same person has terminated alone recently.
 */
export function secondPersonNeed(
  rules: Pick<Rules, 'protected' | 'kick'>,
  connections: readonly Connection[],
  recent = 0,
): SecondPersonNeed | undefined {
  const names = protectedNamesOn(connections, rules.protected);
  if (names.length > 0) return { kind: 'protected_names', names: [...new Set(names)] };

  const { approveAbove } = rules.kick;
  if (connections.length === 0 || connections.length + recent <= approveAbove) return undefined;
  return { kind: 'many_sessions', above: approveAbove, ...(recent > 0 && { recent }) };
}

/** If there are more than can be counted, they are certainly too many. */
function countText(recent: number): string {
  return Number.isFinite(recent) ? String(recent) : 'many';
}

/** The most names in a sentence; the audit log has every connection. */
const maxNames = 5;

/** Formats the need for the audit log and for messages. */
export function needText(need: SecondPersonNeed): string {
  if (need.kind === 'many_sessions')
    return need.recent === undefined
      ? `more than ${need.above} sessions`
      : `more than ${need.above} connections in 10 minutes, ${countText(need.recent)} of them before`;

  const { names } = need;
  const more = names.length > maxNames ? ` and ${names.length - maxNames} more` : '';
  return `protected: ${names.slice(0, maxNames).join(', ')}${more}`;
}
