import { visibleLength } from './visible-text.ts';

/** Says whether a reason has as many characters that can be seen as the operator asks for. */
export function isLongEnough(reason: string, minReason: number): boolean {
  return visibleLength(reason) >= minReason;
}

/** The reason as it goes into the record; undefined where nothing can be seen of it. */
export function givenReason(typed: string | undefined): string | undefined {
  return typed === undefined || visibleLength(typed) === 0 ? undefined : typed.trim();
}
