import type { AuditEntry } from './audit-entry.ts';
import { namesListedIn } from './directory-name.ts';
import { isForEveryone, kickExtentFrom } from './kick-extent.ts';

/** The most people that the target of a kick of many names; each entry names those whose connections it lists. */
export const maxNamed = 10;

const everyone = 'everyone on ';

/** The target text for everyone on an endpoint. */
export function everyoneOn(endpoint: string | undefined): string {
  return `${everyone}${endpoint}`;
}

/** Returns whether a target text stands for everyone on an endpoint, and names nobody. */
export function isEveryoneOn(target: string): boolean {
  return target.startsWith(everyone);
}

/**
 * The target of a kick, according to its `requested` entries; of many people, the first are named.
 *
 * @param names The target's names, if they are known besides the entries.
 */
export function kickTargetFrom(requests: readonly AuditEntry[], names: readonly string[] = []): string {
  const [first] = requests;
  if (first === undefined || kickExtentFrom(first.detail) !== 'many') return first?.target ?? '';
  if (isForEveryone(first.detail)) return everyoneOn(first.endpoint?.name);

  const listed = [...new Set(requests.flatMap(({ target = '' }) => namesListedIn(target, names)))];
  const more = listed.length > maxNamed ? ` and ${listed.length - maxNamed} more` : '';
  return listed.slice(0, maxNamed).join(', ') + more;
}
