import { visibleLength } from './visible-text.ts';

/** Returns whether a reason has at least as many visible characters as the operator requires. */
export function isLongEnough(reason: string, minReason: number): boolean {
  return visibleLength(reason) >= minReason;
}

/** Returns the reason as it is recorded; undefined if it has no visible characters. */
export function givenReason(typed: string | undefined): string | undefined {
  return typed === undefined || visibleLength(typed) === 0 ? undefined : typed.trim();
}
