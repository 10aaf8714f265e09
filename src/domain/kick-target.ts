import type { AuditEntry } from './audit-entry.ts';
import { isForEveryone, kickExtentFrom } from './kick-extent.ts';
import { namesListedIn } from './listed-names.ts';

/** So many people are named for all of them; each entry names those whose connections it lists. */
export const mostNamed = 10;

const everyone = 'everyone on ';

/** What a kick of everyone is called. */
export function everyoneOn(endpoint: string | undefined): string {
  return `${everyone}${endpoint}`;
}

/** Says whether a target is called so, and names nobody. */
export function isEveryoneOn(target: string): boolean {
  return target.startsWith(everyone);
}

/**
 * Whose connections a kick is for, as its requests tell it; of many, the first are named.
 *
 * @param names Whom it is for, where that is known beside the requests.
 */
export function kickTargetFrom(requests: readonly AuditEntry[], names: readonly string[] = []): string {
  const [first] = requests;
  if (first === undefined || kickExtentFrom(first.detail) !== 'many') return first?.target ?? '';
  if (isForEveryone(first.detail)) return everyoneOn(first.endpoint?.name);

  const listed = [...new Set(requests.flatMap(({ target = '' }) => namesListedIn(target, names)))];
  const more = listed.length > mostNamed ? ` and ${listed.length - mostNamed} more` : '';
  return listed.slice(0, mostNamed).join(', ') + more;
}
