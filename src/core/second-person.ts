import type { Connection } from './connection.ts';
import { protectedNamesOn } from './protected-names.ts';
import type { Rules } from './rules.ts';

/** Why one person's word is not enough to end sessions. */
export type SecondPersonNeed =
  | { readonly kind: 'protected_names'; readonly names: readonly string[] }
  | { readonly kind: 'many_sessions'; readonly above: number };

/**
 * Says why these sessions need a second person; undefined when they need none.
 *
 * @param connections Sessions of others: one's own need nobody.
 */
export function secondPersonNeed(
  rules: Pick<Rules, 'protected' | 'kick'>,
  connections: readonly Connection[],
): SecondPersonNeed | undefined {
  const names = protectedNamesOn(connections, rules.protected);
  if (names.length > 0) return { kind: 'protected_names', names: [...new Set(names)] };

  const { approveAbove } = rules.kick;
  return connections.length > approveAbove ? { kind: 'many_sessions', above: approveAbove } : undefined;
}

/** Names that a sentence lists; the record has every connection. */
const mostNames = 5;

/** Says it in words, for the record and for messages. */
export function needText(need: SecondPersonNeed): string {
  if (need.kind === 'many_sessions') return `more than ${need.above} sessions`;

  const { names } = need;
  const more = names.length > mostNames ? ` and ${names.length - mostNames} more` : '';
  return `protected: ${names.slice(0, mostNames).join(', ')}${more}`;
}
