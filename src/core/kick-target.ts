import type { AuditEntry } from './audit-entry.ts';
import { isForEveryone, kickExtentFrom } from './kick-extent.ts';

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

/** Whose connections a kick is for, as its requests tell it; of many, the first are named. */
export function kickTargetFrom(requests: readonly AuditEntry[]): string {
  const [first] = requests;
  if (first === undefined || kickExtentFrom(first.detail) !== 'many') return first?.target ?? '';
  if (isForEveryone(first.detail)) return everyoneOn(first.endpoint?.name);

  const names = [...new Set(requests.flatMap(({ target = '' }) => target.split(', ')))];
  const more = names.length > mostNamed ? ` and ${names.length - mostNamed} more` : '';
  return names.slice(0, mostNamed).join(', ') + more;
}
